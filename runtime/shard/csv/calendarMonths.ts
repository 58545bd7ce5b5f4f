/** Days since the epoch at which the months of the years 1970 to 2099 start, for instants by arithmetic. */

export const firstYear = 1970;
export const lastYear = 2099;

/** Index: (year - firstYear) x 12 + month - 1; one more place than months, so that each has an end. */
export const monthStarts: Int32Array = Int32Array.from(
    { length: (lastYear - firstYear + 1) * 12 + 1 },
    (_, month) => Date.UTC(firstYear, month) / 86_400_000,
);
