/** What one value of the S3 Control API looks like on the wire. Sources: S3 Control API model, October 2026. */
export type WireShape =
    | {
          readonly kind: "string";
          /** Characters, both ends included. */
          readonly length?: readonly [minimum: number, maximum: number];
          readonly values?: readonly string[];
          readonly pattern?: { readonly regExp: RegExp; readonly form: string };
      }
    | { readonly kind: "integer"; readonly range?: readonly [minimum: number, maximum: number] }
    | { readonly kind: "boolean" }
    | { readonly kind: "timestamp" }
    | {
          readonly kind: "structure";
          readonly members: Readonly<Record<string, WireShape>>;
          readonly required?: readonly string[];
      }
    | {
          readonly kind: "list";
          readonly item: WireShape;
          readonly length?: readonly [minimum: number, maximum: number];
      }
    | {
          readonly kind: "map";
          readonly entries: readonly [minimum: number, maximum: number];
          readonly keyLength: number;
          readonly valueLength: number;
      }
    /** In the API, and refused by name here. */
    | { readonly kind: "unimplemented" };

/** A value read from or written to the wire: timestamps stay the ISO 8601 text that was sent. */
export type WireValue =
    | string
    | number
    | boolean
    | readonly WireValue[]
    | { readonly [member: string]: WireValue | undefined };
