/** Replies of 8 to 13 seconds with known words, told by the scripted model. */
export const stories: readonly string[] = [
  'The harbor was quiet that morning, and the boats lay still. An old fisherman mended his nets, whistled a tune, and waited for the tide to turn.',
  'Bees find flowers by color and scent, and they tell each other about them with a dance. The angle shows the direction, the length shows how far it is.',
  'Bread needs flour, water, salt and time. Knead the dough well, let it rest until it has doubled, then bake it in a very hot oven until the crust is brown.',
  'The river begins high in the mountains, where the snow melts late. It passes three villages, turns a mill, and reaches the sea after ninety miles.',
  'A lighthouse keeper climbs the stairs every evening, cleans the lamp, and lights it. On clear nights, sailors can see it from twenty miles away.',
  'Owls hunt at night because their ears are better than their eyes. One ear sits higher than the other, so they can tell exactly where a mouse is moving.',
  'The train leaves the city before sunrise, crosses the long bridge, and climbs slowly through the forest. Around noon, the passengers see the first lake.',
  'Glass is made from sand, soda and lime. When the mixture is hot enough, it flows like honey, and a skilled worker can blow it into almost any shape.',
  'My neighbor keeps a small garden behind her house. She grows beans, peppers and tall yellow sunflowers, and she gives most of them away to her friends.',
  'Clouds form when warm air rises and cools. Tiny drops gather around specks of dust, grow heavier, and finally fall as rain, snow or hail on the ground.',
];

/** What is said after an interruption. */
export const shortReply = 'All right, what would you like to know?';
