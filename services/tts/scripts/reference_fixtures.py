"""Writes the fixtures that our voice is compared with, from the reference package.

    python3 -m venv reference && reference/bin/pip install hibari-tts==0.2.1
    reference/bin/python services/tts/scripts/reference_fixtures.py [SENTENCES.txt]

phonemes.jsonl: one object a line with a text and the reference's phoneme strings for it. Texts come from the file given
(one a line), or else from the fixture itself, which is then only brought up to date.
waveforms.json: a few phoneme strings with the length of the reference's audio and every 16th sample of it, without the
noise part (which is random), as base64 of little-endian 16-bit samples.
"""

import base64
import json
import sys
from pathlib import Path

import numpy
from hibari import Hibari

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
EVERY = 16
SPOKEN = [
    "Hello there.",
    "Your timer is set for five minutes.",
    "What would you like to know about Chicago?",
    "Sure, it is 72 degrees and sunny!",
]


class NoNoise:
    """Stands in for a numpy generator: its normal numbers are all zero."""

    def standard_normal(self, shape, dtype=None):
        return numpy.zeros(shape, numpy.float32)


def texts():
    if len(sys.argv) > 1:
        lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.strip()]
    lines = (FIXTURES / "phonemes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def main():
    voice = Hibari()
    rows = [{"text": text, "phonemes": voice.phonemize(text)} for text in texts()]
    with open(FIXTURES / "phonemes.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    waveforms = []
    for text in SPOKEN:
        phonemes = voice.phonemize(text)[0]
        audio = voice.from_ids(voice.ids(phonemes), 1.0, NoNoise())
        pcm = (audio[::EVERY] * 32767).astype("<i2").tobytes()
        waveforms.append(
            {
                "phonemes": phonemes,
                "samples": len(audio),
                "every": EVERY,
                "pcm16": base64.b64encode(pcm).decode(),
            }
        )
    (FIXTURES / "waveforms.json").write_text(json.dumps(waveforms, ensure_ascii=False, indent=1) + "\n", "utf-8")


main()
