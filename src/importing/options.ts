import { defineOptions, optionType } from "../ground/index.ts";

/** What `pickup import` may be told beside the file. */
export const importOptions = defineOptions({
  out: {
    type: optionType.path,
    help: "file to write; one that is there already is kept (default: the source's name with .ts)",
  },
  origin: {
    type: { ...optionType.list(optionType.url), name: "origins" },
    default: [],
    help: "of a recording: an origin to keep, the one under test first (default: the one with the most requests)",
  },
  assets: { type: optionType.flag, default: false, help: "of a recording: keep images, scripts, styles and fonts" },
});
