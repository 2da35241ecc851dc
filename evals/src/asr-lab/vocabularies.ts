/** What the tools of an assistant at home would put forward; written without regard to any recording. */
export const homeVocabulary: readonly string[] = [
  ...['set a timer', 'start the timer', 'stop the timer', 'cancel the timer', 'cancel timer', 'pause the timer'],
  ...['pause timer', 'resume the timer', 'resume timer', 'timer', 'set an alarm', 'alarm', 'minutes', 'seconds'],
  ...['remind me', 'reminder', 'turn on', 'turn off', 'turn up', 'turn down', 'turn on the lights'],
  ...['turn off the lights', 'dim the lights', 'lights', 'light', 'lamp', 'brightness', 'volume', 'louder', 'quieter'],
  ...['mute', 'never mind', 'cancel', 'stop', 'pause', 'resume', 'kitchen', 'living room', 'bedroom', 'bathroom'],
  ...['office', 'garage', 'garage door', 'front door', 'hallway', 'thermostat', 'temperature', 'degrees', 'fan'],
  ...['heating', 'play music', 'play', 'next song', 'skip', 'television', 'TV', 'what time is it', 'weather'],
  ...["what's the weather", 'forecast', 'shopping list', 'to-do list', 'add to my shopping list', 'red', 'green'],
  ...['blue', 'white', 'yellow', 'open', 'close', 'lock', 'unlock'],
];

/** The same for lamps and clocks alone, after the intents of two demonstrations of Picovoice Rhino. */
export const lampVocabulary: readonly string[] = [
  ...[
    'turn on the lights',
    'turn off the lights',
    'switch on',
    'switch off',
    'turn the lights',
    'all lights',
    'lights',
  ],
  ...[
    'dim the lights',
    'brighter',
    'darker',
    'brightness',
    'color',
    'blue',
    'green',
    'orange',
    'pink',
    'purple',
    'red',
  ],
  ...['white', 'yellow', 'attic', 'balcony', 'basement', 'bathroom', 'bedroom', 'closet', 'dining room', 'downstairs'],
  ...['garage', 'hallway', 'kitchen', 'living room', 'office', 'pantry', 'upstairs', 'set a timer', 'set an alarm'],
  ...['timer', 'alarm', 'stopwatch', 'start', 'pause', 'resume', 'reset', 'stop', 'delete', 'the time', 'the clock'],
  ...['hours', 'minutes', 'seconds', 'tomorrow'],
];

/** What the tool of a coffee machine would put forward: its beverages, sizes and additions. */
export const coffeeVocabulary: readonly string[] = [
  ...['americano', 'cappuccino', 'coffee', 'espresso', 'latte', 'mocha', 'drip coffee', 'house coffee', 'iced mocha'],
  ...['single shot', 'double shot', 'triple shot', 'light roast', 'medium roast', 'dark roast', 'small', 'medium'],
  ...['large', 'eight ounce', 'twelve ounce', 'sixteen ounce', 'twenty ounce', 'milk', 'whole milk', 'skim milk'],
  ...[
    'soy milk',
    'almond milk',
    'cream',
    'sugar',
    'brown sugar',
    'sweetener',
    'a bit of',
    'a little bit of',
    'lots of',
  ],
];

/** Words that nobody says in the recordings: whatever of them is heard was put in by the biasing. */
export const distractingVocabulary: readonly string[] =
  `abacus accordion Adelaide aerosol algebra almanac Amsterdam anchovy antelope apricot aquarium archery Arizona armadillo
  asparagus avalanche avocado bagpipe bakery balcony ballet bamboo barometer basil bassoon beaver beehive begonia Belfast
  bicycle biscuit blacksmith blizzard blueberry Bolivia bonfire bookkeeper Bordeaux botany bracelet broccoli bronze buffalo
  bungalow butterfly cactus calculus camel Canberra canoe caramel cardigan carnival carousel cashmere cathedral cauliflower
  cello chandelier charcoal cheddar chemistry chestnut chimney chipmunk cinnamon clarinet clover cobbler coconut compass
  concrete condor copper coral cormorant cottage cranberry crocodile croissant cucumber curtain cyclone daffodil dahlia
  dandelion diamond dolphin domino dragonfly driftwood dumpling eclipse eggplant elbow elderberry embroidery emerald engine
  eucalyptus falcon feather ferry fiddle fireplace flamingo flannel flute fossil fountain foxglove freckle galaxy gallery
  garlic gazebo geranium ginger giraffe glacier gondola gooseberry granite grapefruit hammock harbor harmonica harpsichord
  hazelnut hedgehog helicopter hemlock hickory hippopotamus honeycomb horizon hurricane hyacinth iceberg igloo insulin iris
  ivory jasmine jellyfish jigsaw juniper kangaroo kayak kettle kimono kiwi lagoon lantern lavender leopard lighthouse lilac
  lizard lobster locksmith luggage mackerel magnolia mahogany mandolin mango maple marble marigold market meadow melon
  mercury meteor microscope mistletoe molasses monsoon mosaic mosquito mulberry mustard nectarine nightingale nutmeg`
    .split(/\s+/)
    .slice(0, 200);
