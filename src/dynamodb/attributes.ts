/** An attribute's value in DynamoDB's JSON. Numbers are texts. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly B: string }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap };

/** An item, or a key, by attribute names. */
export type AttributeMap = { readonly [attribute: string]: AttributeValue };
