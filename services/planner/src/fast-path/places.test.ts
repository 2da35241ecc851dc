import { expect, test } from 'vitest';
import { findPlace } from './places.ts';

test.each([
  ['denver', 'Denver', 'America/Denver'],
  ['the city of Tokyo', 'Tokyo', 'Asia/Tokyo'],
  ['são paulo', 'Sao Paulo', 'America/Sao_Paulo'],
  ['saint louis', 'St. Louis', 'America/Chicago'],
  ['japan', 'Japan', 'Asia/Tokyo'],
  ['california', 'California', 'America/Los_Angeles'],
  ['london england', 'London', 'Europe/London'],
  ['paris texas', 'Paris', 'America/Chicago'],
  ['portland oregon', 'Portland, Oregon', 'America/Los_Angeles'],
  ['washington', 'Washington', 'America/New_York'],
  // Several times in one country: its largest city's, by name.
  ['russia', 'Moscow', 'Europe/Moscow'],
  ['usa', 'New York', 'America/New_York'],
  ['texas', 'Houston', 'America/Chicago'],
  // As a recognizer may spell them.
  ['denverr', 'Denver', 'America/Denver'],
  ['bejing', 'Beijing', 'Asia/Shanghai'],
])('%s is %s', (spoken, name, zone) => {
  expect(findPlace(spoken)).toEqual({ name, zone, isZone: false });
});

test('zones have names of their own', () => {
  expect(findPlace('pacific time')).toEqual({ name: 'Pacific time', zone: 'America/Los_Angeles', isZone: true });
  expect(findPlace('UTC')?.zone).toBe('Etc/UTC');
});

test.each(['my house', 'the moon', '', 'constructor', 'x'])('"%s" is no place', (spoken) => {
  expect(findPlace(spoken)).toBeUndefined();
});
