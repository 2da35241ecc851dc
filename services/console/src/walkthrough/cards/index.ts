import type { Card, CardId } from '../card.ts';
import { asr } from './asr.ts';
import { client, playback } from './client.ts';
import { gateway } from './gateway.ts';
import { evals, registry, release, review } from './offline.ts';
import { overview } from './overview.ts';
import { planner } from './planner.ts';
import { records } from './records.ts';
import { tts } from './tts.ts';
import { turn } from './turn.ts';
import { vad } from './vad.ts';

export const cards: Readonly<Record<CardId, Card>> = {
  overview,
  client,
  gateway,
  vad,
  asr,
  turn,
  planner,
  tts,
  playback,
  records,
  evals,
  registry,
  release,
  review,
};
