import { Store } from "../state/store.ts";

/** What a screen reader says next; never more than one thing at a time. */
export const announcement = new Store("");

let waiting: ReturnType<typeof setTimeout> | undefined;

/** Says a text at once. */
export function announce(text: string): void {
  clearTimeout(waiting);
  announcement.value = text;
}

/** Says a text once nothing newer came for a moment: while a key is held down only its end is said. */
export function announceSoon(text: string): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => announce(text), 250);
}
