/** `rules["pull-request builds"].match.tags[0]`: how a message names an input. Names of rules are always quoted. */
export function propertyPath(path: readonly PropertyKey[]): string {
  let text = "";
  path.forEach((step, depth) => {
    const isRuleName = depth === 1 && path[0] === "rules";
    if (typeof step === "number") text += `[${step}]`;
    else if (isRuleName || !/^[A-Za-z_]\w*$/.test(String(step))) text += `[${JSON.stringify(String(step))}]`;
    else text += depth === 0 ? String(step) : `.${String(step)}`;
  });
  return text;
}
