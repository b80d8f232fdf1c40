/** Into how many parts the work is cut for each expected machine, within the bounds. */
const partsPerMachine = 16;
const fewestParts = 64;
const mostParts = 4096;

/** Into how many parts work for so many machines is cut; into more than `most` it need not be. */
export function partsFor(machines: number, most: number): number {
  return Math.min(most, mostParts, Math.max(fewestParts, machines * partsPerMachine));
}
