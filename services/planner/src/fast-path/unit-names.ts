/** Spoken units: the names people use, the name that mathjs knows, and how a voice says it. */

export interface SpokenUnit {
  /** mathjs' names; several where one spoken name measures different things: the one that fits the other unit is taken. */
  readonly candidates: readonly string[];
  readonly singular: string;
  readonly plural: string;
}

type Row = readonly [names: string, mathjs: string, singular: string, plural?: string];

const rows: readonly Row[] = [
  // Length
  ['millimeter millimetre mm', 'mm', 'millimeter'],
  ['centimeter centimetre cm', 'cm', 'centimeter'],
  ['meter metre m', 'm', 'meter'],
  ['kilometer kilometre klick km k', 'km', 'kilometer'],
  ['inch in', 'inch', 'inch', 'inches'],
  ['foot feet ft', 'foot', 'foot', 'feet'],
  ['yard yd', 'yard', 'yard'],
  ['mile mi', 'mile', 'mile'],
  ['nautical_mile sea_mile', 'nauticalMile', 'nautical mile'],
  ['light_year', 'lightYear', 'light year'],
  // Mass
  ['milligram mg', 'mg', 'milligram'],
  ['gram gramme g', 'g', 'gram'],
  ['kilogram kilogramme kilo kg', 'kg', 'kilogram'],
  ['ounce oz', 'ounce fluidounce', 'ounce'],
  ['pound lb lbs', 'poundmass', 'pound'],
  ['stone', 'stone', 'stone', 'stone'],
  ['ton short_ton', 'ton', 'ton'],
  ['tonne metric_ton', 'tonne', 'metric ton'],
  // Volume
  ['milliliter millilitre ml', 'ml', 'milliliter'],
  ['centiliter centilitre cl', 'cl', 'centiliter'],
  ['deciliter decilitre dl', 'dl', 'deciliter'],
  ['liter litre l', 'l', 'liter'],
  ['teaspoon tsp', 'usTeaspoon', 'teaspoon'],
  ['tablespoon tbsp', 'usTablespoon', 'tablespoon'],
  ['fluid_ounce fl_oz', 'fluidounce', 'fluid ounce'],
  ['cup', 'cup', 'cup'],
  ['pint', 'pint', 'pint'],
  ['quart', 'quart', 'quart'],
  ['gallon', 'gallon', 'gallon'],
  ['cubic_meter', 'm3', 'cubic meter'],
  // Area
  ['square_foot square_feet sq_ft', 'sqft', 'square foot', 'square feet'],
  ['square_meter square_metre', 'm2', 'square meter'],
  ['square_mile', 'sqmi', 'square mile'],
  ['square_kilometer square_kilometre', 'km2', 'square kilometer'],
  ['square_yard', 'sqyd', 'square yard'],
  ['square_inch', 'sqin', 'square inch', 'square inches'],
  ['acre', 'acre', 'acre'],
  ['hectare', 'hectare', 'hectare'],
  // Temperature
  [
    'celsius centigrade degrees_celsius degree_celsius degrees_centigrade degrees_c degree_c c',
    'degC',
    'degree Celsius',
    'degrees Celsius',
  ],
  [
    'fahrenheit degrees_fahrenheit degree_fahrenheit degrees_f degree_f f',
    'degF',
    'degree Fahrenheit',
    'degrees Fahrenheit',
  ],
  ['kelvin degrees_kelvin', 'K', 'kelvin', 'kelvin'],
  // Time
  ['millisecond', 'ms', 'millisecond'],
  ['second sec', 's', 'second'],
  ['minute min', 'minute', 'minute'],
  ['hour hr', 'hour', 'hour'],
  ['day', 'day', 'day'],
  ['week', 'week', 'week'],
  ['year', 'commonYear', 'year'],
  ['decade', 'commonDecade', 'decade'],
  ['century', 'commonCentury', 'century', 'centuries'],
  // Speed
  ['mile_per_hour mph', 'mi/hour', 'mile per hour', 'miles per hour'],
  [
    'kilometer_per_hour kilometre_per_hour kph kmh km_per_hour km_/_h',
    'km/hour',
    'kilometer per hour',
    'kilometers per hour',
  ],
  ['meter_per_second metre_per_second', 'm/s', 'meter per second', 'meters per second'],
  ['foot_per_second feet_per_second', 'ft/s', 'foot per second', 'feet per second'],
  ['knot', 'knot', 'knot'],
  // Data
  ['bit', 'bit', 'bit'],
  ['byte', 'byte', 'byte'],
  ['kilobyte kb', 'kilobyte', 'kilobyte'],
  ['megabyte mb meg', 'megabyte', 'megabyte'],
  ['gigabyte gb gig', 'gigabyte', 'gigabyte'],
  ['terabyte tb', 'terabyte', 'terabyte'],
  // Energy, power, pressure, angle
  ['joule', 'joule', 'joule'],
  ['kilojoule', 'kJ', 'kilojoule'],
  ['calorie kilocalorie kcal', 'kilocalorie', 'calorie'],
  ['kilowatt_hour', 'kWh', 'kilowatt hour'],
  ['watt', 'watt', 'watt'],
  ['kilowatt', 'kilowatt', 'kilowatt'],
  ['horsepower horse_power', 'hp', 'horsepower', 'horsepower'],
  ['psi', 'psi', 'PSI', 'PSI'],
  ['bar', 'bar', 'bar', 'bar'],
  ['atmosphere', 'atm', 'atmosphere'],
  ['pascal', 'Pa', 'pascal'],
  ['radian', 'rad', 'radian'],
  ['degree', 'deg', 'degree'],
];

/**
 * Units that mathjs lacks or defines otherwise than a kitchen and a calendar do: the international nautical mile, knot,
 * light year and food calorie; spoons as fractions of the US fluid ounce; a year of 365 days. In the order of their use.
 */
export const unitDefinitions: readonly (readonly [name: string, definition: string])[] = [
  ['nauticalMile', '1852 m'],
  ['knot', '1852 m/hour'],
  ['lightYear', '9460730472580800 m'],
  ['kilocalorie', '4184 joule'],
  ['usTablespoon', '0.5 fluidounce'],
  ['usTeaspoon', '0.1666666666666667 fluidounce'],
  ['commonYear', '365 day'],
  ['commonDecade', '3650 day'],
  ['commonCentury', '36500 day'],
];

const byName = new Map<string, SpokenUnit>();
for (const [names, mathjs, singular, plural = `${singular}s`] of rows) {
  const unit: SpokenUnit = { candidates: mathjs.split(' '), singular, plural };
  for (const name of names.split(' ')) {
    const spoken = name.replace(/_/g, ' ');
    byName.set(spoken, unit);
    const [first, ...rest] = spoken.split(' ') as [string, ...string[]];
    // "miles per hour": the first word takes the plural; "fluid ounces": the last does.
    if (rest[0] === 'per') byName.set([`${first}s`, ...rest].join(' '), unit);
    else byName.set(/(?:ch|x)$/.test(spoken) ? `${spoken}es` : `${spoken}s`, unit);
  }
  byName.set(plural.toLowerCase(), unit);
}

export const findUnit = (spoken: string): SpokenUnit | undefined =>
  byName.get(spoken.replace(/^(?:us|u s|american) /, ''));

/** Longest names first, for a pattern. */
export const unitNamesPattern: string = [...byName.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace('/', '\\/'))
  .join('|');
