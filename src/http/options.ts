import { defineOptions, optionType } from "../ground/index.ts";
import { addressesIn } from "./local-addresses.ts";

const addressRange: optionType.OptionType<string> = {
  ...optionType.text,
  placeholder: "ADDRESS",
  ofText: (text) =>
    addressesIn(text) === null ? { problem: "must be an address or a range such as 10.0.0.5-10.0.0.9" } : text,
};

/** How connections are made, of whatever client: to the API, the token service and DynamoDB. */
export const connectOptions = defineOptions({
  ca: { type: optionType.path, help: "certificates (PEM) to trust in place of the ones that come with Node" },
  clientCert: { type: optionType.path, help: "certificate (PEM) to show to servers that ask for one" },
  clientKey: { type: optionType.path, help: "private key (PEM) of --client-cert" },
  insecure: {
    type: optionType.flag,
    default: false,
    help: "take any certificate of any server; every report says so",
  },
});

/** The options of the HTTP client. */
export const httpOptions = defineOptions({
  requestTimeout: {
    type: optionType.durationFrom(1),
    default: 5000,
    help: "how long a request may take, from the send to the last byte",
  },
  connectTimeout: {
    type: optionType.durationFrom(1),
    default: 5000,
    help: "how long connecting may take: name, TCP and TLS",
  },
  maxBody: {
    type: optionType.integer(1),
    default: 64 * 1024 * 1024,
    help: "bytes of the longest body taken, packed or unpacked; a longer one is a connection-error",
  },
  keptBodies: {
    type: optionType.integer(0),
    default: 128 * 1024 * 1024,
    help: "bytes that a worker keeps of the users' last answers, to know unchanged ones at once; others are examined anew",
  },
  maxRedirects: {
    type: optionType.integer(0, 100),
    default: 5,
    help: "redirects a request follows; 0 takes the redirect as the answer",
  },
  ...connectOptions,
  localAddress: {
    type: { ...optionType.list(addressRange), name: "addresses" },
    help: "addresses of this machine that the users connect from in turn: A-B or a list; each is good for 28,000",
  },
});
