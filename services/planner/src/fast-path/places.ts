import { cityMapping } from 'city-timezones';
import { IANAZone } from 'luxon';

export interface Place {
  /** As it is said: "Denver", "Japan", "Eastern time". */
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  /** True for "UTC" or "Pacific time": said without "in". */
  readonly isZone: boolean;
}

/** Names people use for zones; the IANA database has none for them. */
const zoneNames: Readonly<Record<string, readonly [string, string]>> = {
  utc: ['UTC', 'Etc/UTC'],
  gmt: ['GMT', 'Etc/UTC'],
  eastern: ['Eastern time', 'America/New_York'],
  est: ['Eastern time', 'America/New_York'],
  central: ['Central time', 'America/Chicago'],
  mountain: ['Mountain time', 'America/Denver'],
  pacific: ['Pacific time', 'America/Los_Angeles'],
  pst: ['Pacific time', 'America/Los_Angeles'],
  'central european': ['Central European time', 'Europe/Berlin'],
  cet: ['Central European time', 'Europe/Berlin'],
};

/** Everyday names that the city list lacks or writes differently. */
const otherNames: Readonly<Record<string, readonly [string, string]>> = {
  nyc: ['New York', 'America/New_York'],
  'new york city': ['New York', 'America/New_York'],
  manhattan: ['Manhattan', 'America/New_York'],
  brooklyn: ['Brooklyn', 'America/New_York'],
  la: ['Los Angeles', 'America/Los_Angeles'],
  'l a': ['Los Angeles', 'America/Los_Angeles'],
  vegas: ['Las Vegas', 'America/Los_Angeles'],
  sf: ['San Francisco', 'America/Los_Angeles'],
  washington: ['Washington', 'America/New_York'],
  'united states': ['New York', 'America/New_York'],
  'united states of america': ['New York', 'America/New_York'],
  usa: ['New York', 'America/New_York'],
  'u s a': ['New York', 'America/New_York'],
  us: ['New York', 'America/New_York'],
  america: ['New York', 'America/New_York'],
  'washington d c': ['Washington', 'America/New_York'],
  'washington dc': ['Washington', 'America/New_York'],
  england: ['England', 'Europe/London'],
  scotland: ['Scotland', 'Europe/London'],
  wales: ['Wales', 'Europe/London'],
  britain: ['Britain', 'Europe/London'],
  'great britain': ['Great Britain', 'Europe/London'],
  uk: ['the UK', 'Europe/London'],
  'u k': ['the UK', 'Europe/London'],
  uae: ['the Emirates', 'Asia/Dubai'],
  bombay: ['Mumbai', 'Asia/Kolkata'],
  calcutta: ['Kolkata', 'Asia/Kolkata'],
  delhi: ['Delhi', 'Asia/Kolkata'],
  bangalore: ['Bangalore', 'Asia/Kolkata'],
  kiev: ['Kyiv', 'Europe/Kyiv'],
  kyiv: ['Kyiv', 'Europe/Kyiv'],
  korea: ['Korea', 'Asia/Seoul'],
  hawaii: ['Hawaii', 'Pacific/Honolulu'],
  alaska: ['Alaska', 'America/Anchorage'],
};

const fold = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bsaint\b/g, 'st')
    .trim();

interface Entry extends Place {
  readonly population: number;
}

interface Region {
  readonly name: string;
  readonly largestCity: Entry;
  readonly zones: Set<string>;
}

/** A winter day and a summer day: zones that agree on both are one for our purpose. */
const probesMs = [Date.UTC(2025, 0, 15), Date.UTC(2025, 6, 15)];
const agree = (zones: ReadonlySet<string>) =>
  new Set([...zones].map((zone) => probesMs.map((ms) => IANAZone.create(zone).offset(ms)).join())).size === 1;

function addToRegion(regions: Map<string, Region>, name: string, city: Entry): void {
  const known = regions.get(fold(name));
  const zones = known?.zones ?? new Set();
  const largestCity = known && known.largestCity.population >= city.population ? known.largestCity : city;
  regions.set(fold(name), { name, largestCity, zones: zones.add(city.zone) });
}

type Index = ReturnType<typeof index>;

function index() {
  const cities = new Map<string, Entry>();
  const regions = new Map<string, Region>();
  const cityInRegion = new Map<string, Entry>();
  const keepLarger = (map: Map<string, Entry>, key: string, entry: Entry) => {
    const known = map.get(key);
    if (key !== '' && (!known || known.population < entry.population)) map.set(key, entry);
  };
  for (const city of cityMapping) {
    const zone = city.timezone;
    if (!zone) continue;
    const entry = (name: string): Entry => ({ name, zone, isZone: false, population: city.pop });
    const spokenName = city.city_ascii;
    keepLarger(cities, fold(city.city), entry(spokenName));
    keepLarger(cities, fold(spokenName), entry(spokenName));
    for (const region of [city.province, city.country, city.iso3, city.state_ansi]) {
      if (!region) continue;
      keepLarger(cityInRegion, `${fold(spokenName)} ${fold(region)}`, entry(`${spokenName}, ${region}`));
    }
    if (city.country) addToRegion(regions, city.country, entry(spokenName));
    if (city.province && ['US', 'CA', 'AU'].includes(city.iso2)) addToRegion(regions, city.province, entry(spokenName));
  }
  const largeCities = [...cities].filter(([, { population }]) => population >= 400_000);
  return { cities, regions, cityInRegion, largeCities };
}

let indexed: Index | undefined;

/** Distance within `limit` edits (insert, delete, replace), else `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}

/** A large city spelled nearly so: what a recognizer makes of a name it does not know. */
function similarCity(name: string, largeCities: Index['largeCities']): Entry | undefined {
  const limit = name.length >= 8 ? 2 : 1;
  if (name.length < 5) return undefined;
  let best: Entry | undefined;
  let bestDistance = limit + 1;
  for (const [key, entry] of largeCities) {
    if (key[0] !== name[0]) continue;
    const distance = editDistance(name, key, limit);
    if (distance < bestDistance || (distance === bestDistance && best && entry.population > best.population)) {
      if (distance > limit) continue;
      best = entry;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The place a name stands for: the largest of several cities of one name; a country or state with several times gives
 * its largest city. "London England" is found as well as "London".
 */
export function findPlace(spoken: string): Place | undefined {
  indexed ??= index();
  const name = fold(spoken).replace(/^(?:the )?(?:city of |state of )?/, '');
  const exact = exactPlace(name, indexed) ?? indexed.cityInRegion.get(name);
  const words = name.split(' ');
  for (let size = words.length - 1; !exact && size > 0; size--) {
    const city = indexed.cities.get(words.slice(0, size).join(' '));
    const around = exactPlace(words.slice(size).join(' '), indexed);
    // A "Paris" that the list does not have in Texas is still as late as Texas.
    if (city && around) return { name: city.name, zone: around.zone, isZone: false };
  }
  const found = exact ?? similarCity(name, indexed.largeCities);
  return found && { name: found.name, zone: found.zone, isZone: found.isZone };
}

function exactPlace(name: string, { cities, regions }: Index): Place | undefined {
  const zoneName = name.replace(/ (?:standard |daylight |mean )?(?:time|timezone|time zone)$/, '');
  const zone = Object.hasOwn(zoneNames, zoneName) ? zoneNames[zoneName] : undefined;
  if (zone) return { name: zone[0], zone: zone[1], isZone: true };
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other) return { name: other[0], zone: other[1], isZone: false };
  const city = cities.get(name);
  const region = regions.get(name);
  // A village does not hide a country of its name.
  if (!region || (city && city.population > region.largestCity.population)) return city;
  // Where a region has several times, the answer is for its largest city and says so.
  const { largestCity } = region;
  return { name: agree(region.zones) ? region.name : largestCity.name, zone: largestCity.zone, isZone: false };
}

/** Reads the city list now instead of at the first question. */
export function loadPlaces(): void {
  indexed ??= index();
}
