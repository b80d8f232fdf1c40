import { getHeapStatistics, setFlagsFromString } from "node:v8";

const everyMs = 1000;
/** From here on the growth is worth bounding; a small heap would only be collected all the time. */
const largeHeapBytes = 48 * 1024 * 1024;
const boundedPercent = 20;
/** V8's own judgement. */
const unbounded = 0;

/**
 * Bounds by how much the old generation grows between two collections, once it is large: V8 lets it grow by half and more,
 * which at many waiting users is a third of all memory. The bound is one of the whole process.
 */
export function boundHeapGrowth(): void {
  let percent = unbounded;
  const watch = () => {
    const wanted = getHeapStatistics().used_heap_size > largeHeapBytes ? boundedPercent : unbounded;
    if (wanted !== percent) setFlagsFromString(`--heap-growing-percent=${wanted}`);
    percent = wanted;
  };
  setInterval(watch, everyMs).unref();
}
