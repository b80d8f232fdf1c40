import { defineOptions, optionType } from "../ground/index.ts";

/** How a page is served, whatever it shows. */
export const webServerOptions = defineOptions({
  webHost: {
    type: optionType.text,
    default: "127.0.0.1",
    help: "address that the page listens on; any but this machine's own needs --web-login or --web-token",
  },
  webPort: {
    type: optionType.integer(0, 65_535),
    default: 8089,
    help: "port that the page listens on; 0: any free one",
  },
  webLogin: {
    type: { ...optionType.matching(/^[^:]+:.+$/s, "must be USER:PASSWORD"), name: "login" },
    secret: true,
    help: "USER:PASSWORD that the page asks for; better given by the environment than by the command line",
  },
  webToken: {
    type: {
      ...optionType.matching(/^[\w.~+/=-]{8,}$/, "must be 8 or more of A-Z a-z 0-9 . _ ~ + / = -"),
      name: "token",
    },
    secret: true,
    help: "bearer token that scripts, exporters and /metrics may show instead of a login",
  },
  webAllowedHost: {
    type: optionType.list(optionType.text),
    help: "a further name under which the page may be asked for, as of a proxy; may be given several times",
  },
  tlsCert: { type: optionType.path, help: "certificate (PEM) with which the page is served by https" },
  tlsKey: { type: optionType.path, help: "private key (PEM) of --tls-cert" },
});

/** How the page of load tests is served. */
export const webOptions = defineOptions({
  ...webServerOptions,
  autostart: { type: optionType.flag, default: false, help: "start the run at once, with the page beside it" },
  autoquit: {
    type: optionType.duration,
    help: "with --autostart: end so long after the run's end (default: when it is told to)",
  },
  locustCompat: {
    type: optionType.flag,
    default: false,
    help: "also take GET /stop and GET /stats/reset as Locust does; a foreign page could call them",
  },
});
