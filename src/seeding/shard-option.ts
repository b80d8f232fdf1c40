import type { optionType } from "../ground/index.ts";
import type { Shard } from "./resume/shard.ts";

const problem = { problem: "must be the number of this machine and of all, such as 2/4" };

function read(text: string) {
  const [index, count] = /^\d+\/\d+$/.test(text) ? text.split("/").map(Number) : [];
  return index === undefined || count === undefined || index < 1 || index > count ? problem : { index, count };
}

/** `2/4`: the second of four machines. */
export const shardOption: optionType.OptionType<Shard, string> = {
  name: "shard",
  placeholder: "I/N",
  repeatable: false,
  ofText: read,
  ofInput: read,
};
