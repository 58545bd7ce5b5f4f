/** How old an inventory may be when it is used: the same judgement for submit and for the watchdog. */

const hourMilliseconds = 60 * 60 * 1000;

/** Hours since the scan of an inventory began. */
export const inventoryAgeHours = (createdAt: Date, now: Date): number =>
    (now.getTime() - createdAt.getTime()) / hourMilliseconds;

/** An inventory of exactly `maxAgeHours` may still be used. */
export const isStale = (ageHours: number, maxAgeHours: number): boolean => ageHours > maxAgeHours;

/** A clock may be an hour off; an inventory of tomorrow is not. */
export const isFromFuture = (ageHours: number): boolean => ageHours < -1;
