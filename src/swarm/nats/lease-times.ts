/*
 * The arithmetic of leases. A machine may send as long as its lease lasts; the coordinator lends the users again only when
 * it is over for certain, whatever the clocks of the two say. nats-server 2.9 has no life per key, so both count:
 *
 *   the machine stops `lastsMs` after it SENT its last renewal that was acknowledged;
 *   the coordinator saw that renewal later than it was sent, and waits `graceMs` from then on its own clock.
 */

/** A machine renews its lease so often. */
export const renewEveryMs = 1000;
/** How long a machine may act after it sent a renewal that was acknowledged. */
export const lastsMs = 3500;
/** How long the coordinator waits after the last renewal it saw. */
export const graceMs = 4500;
