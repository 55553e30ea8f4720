/** How packages are divided into stacks: pure, and the same answer for the same packages and the same former division. */

const DAY = 24 * 3_600_000;

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api: at most so many versions in one answer. */
const PAGE = 100;

/**
 * About how many requests a night takes for one package: its versions are listed; as many go as are published; and where one goes, the package is looked at again.
 * What is published is told by how many versions there are and how old the package is.
 */
export function nightlyRequests({ versionCount, createdAt }, now) {
  const pages = Math.max(1, Math.ceil(versionCount / PAGE));
  const days = Math.max(1, (now - Date.parse(createdAt)) / DAY);
  const published = versionCount / days;
  return pages + published + Math.min(1, published) * (1 + pages);
}

/**
 * Every package into exactly one share. A package stays where it is, unless its share has grown beyond what a token's hour has room for; a new one goes
 * to the share that costs least. One that is too large for any share gets one of its own.
 *
 * @param {{ key: string, cost: number }[]} packages
 * @param {ReadonlyMap<string, readonly string[]>} former share → keys of packages
 * @param {{ least: number, capacity: number }} limits how many shares at least, and what one may cost
 * @returns {Map<string, { cost: number, keys: string[] }>}
 */
export function divide(packages, former, { least, capacity }) {
  const costs = new Map(packages.map(({ key, cost }) => [key, cost]));
  const shares = new Map();
  const homeless = new Set([...costs.keys()]);
  for (const [name, keys] of former) {
    const share = { cost: 0, keys: [] };
    for (const key of keys) if (homeless.delete(key)) add(share, key, costs);
    shares.set(name, share);
  }
  while (shares.size < least) open(shares);
  for (const share of shares.values()) {
    while (share.cost > capacity && share.keys.length > 1) {
      const key = toMove(share, share.cost - capacity, costs);
      remove(share, key, costs);
      homeless.add(key);
    }
  }
  for (const key of [...homeless].sort((a, b) => costs.get(b) - costs.get(a) || (a < b ? -1 : 1))) {
    const [cheapest] = [...shares.values()].sort((a, b) => a.cost - b.cost);
    const hasRoom =
      cheapest !== undefined && (cheapest.keys.length === 0 || cheapest.cost + costs.get(key) <= capacity);
    add(hasRoom ? cheapest : open(shares), key, costs);
  }
  for (const share of shares.values()) share.keys.sort();
  return shares;
}

/** As few packages as possible leave a share: the smallest one that is enough, or else the largest. */
function toMove({ keys }, excess, costs) {
  const bySize = [...keys].sort((a, b) => costs.get(a) - costs.get(b) || (a < b ? -1 : 1));
  return bySize.find((key) => costs.get(key) >= excess) ?? bySize.at(-1);
}

function open(shares) {
  const numbers = [...shares.keys()].map((name) => Number(/^share-(\d+)$/.exec(name)?.[1] ?? 0));
  const name = `share-${String(Math.max(0, ...numbers) + 1).padStart(2, "0")}`;
  const share = { cost: 0, keys: [] };
  shares.set(name, share);
  return share;
}

function add(share, key, costs) {
  share.keys.push(key);
  share.cost += costs.get(key);
}

function remove(share, key, costs) {
  share.keys.splice(share.keys.indexOf(key), 1);
  share.cost -= costs.get(key);
}
