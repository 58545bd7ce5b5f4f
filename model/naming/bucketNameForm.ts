/** General purpose buckets' names, as far as a pattern can say: 3 to 63 lower-case letters, digits, hyphens and dots. */
export const bucketNameForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
