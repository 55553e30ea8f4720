/** Where things stand on the page. Numbers, because names are other people's words. */
export function policyPlace(policy: number): string {
  return `policy-${policy + 1}`;
}

export function packagePlace(policy: number, one: number): string {
  return `package-${policy + 1}-${one + 1}`;
}
