/** Where things stand on the page. Numbers, because names are other people's words. */
export function policyAnchor(policy: number): string {
  return `policy-${policy + 1}`;
}

export function packageAnchor(policy: number, packageIndex: number): string {
  return `package-${policy + 1}-${packageIndex + 1}`;
}
