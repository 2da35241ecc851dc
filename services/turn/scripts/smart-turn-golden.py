"""Writes fixtures/smart-turn-golden.json: what the reference feature extractor (transformers) and the model under
onnxruntime's Python give for made signals and, by id, for clips of human speech.

    pip install numpy onnxruntime transformers
    python3 smart-turn-golden.py --model smart-turn-v3.2-cpu.onnx [--speech FOLDER] > ../fixtures/smart-turn-golden.json
"""

import argparse
import json
import math
import os
import wave

import numpy as np
import onnxruntime
from transformers import WhisperFeatureExtractor

RATE = 16000
WINDOW = 8 * RATE
FRAMES = [0, 1, 5, 399, 400, 650, 737, 738, 739, 798, 799]
CLIPS = ["az_weather", "gdf_4_230pm", "jfk", "stp_cancel_timer", "rp_harvard", "fsdd_7_jackson"]


def made_signal(samples, offset):
    """A sweep that comes and goes, with noise of a linear congruential generator: the test makes the same one."""
    noise = 12345
    out = np.zeros(samples, dtype=np.float32)
    for n in range(samples):
        noise = (1103515245 * noise + 12345) % 2147483648
        swell = 0.5 + 0.5 * math.sin(2 * math.pi * 3 * n / RATE)
        sweep = math.sin(2 * math.pi * (120 + 0.02 * n) * n / RATE)
        out[n] = offset + 0.3 * swell * sweep + 0.02 * (noise / 1073741824 - 1)
    return out


def features_of(audio):
    extractor = WhisperFeatureExtractor(chunk_length=8)
    audio = audio[-WINDOW:]
    padded = np.pad(audio, (WINDOW - len(audio), 0))
    return extractor(
        padded, sampling_rate=RATE, return_tensors="np", padding="max_length", max_length=WINDOW,
        truncation=True, do_normalize=True,
    ).input_features.astype(np.float32)


def read_clip(path):
    with wave.open(path) as clip:
        return np.frombuffer(clip.readframes(clip.getnframes()), dtype=np.int16).astype(np.float32) / 32768


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--speech")
    arguments = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(arguments.model, options)
    golden = {"frames": FRAMES, "signals": [], "clips": []}
    for samples, offset in [(20000, 0.0), (WINDOW, 0.01), (150000, -0.02)]:
        features = features_of(made_signal(samples, offset))
        probability = float(session.run(None, {"input_features": features})[0][0, 0])
        values = [[round(float(v), 5) for v in features[0, :, frame]] for frame in FRAMES]
        golden["signals"].append(
            {"samples": samples, "offset": offset, "probability": round(probability, 4), "features": values}
        )
    for name in CLIPS if arguments.speech else []:
        audio = read_clip(os.path.join(arguments.speech, "wav", name + ".wav"))
        probability = float(session.run(None, {"input_features": features_of(audio)})[0][0, 0])
        golden["clips"].append({"id": name, "probability": round(probability, 4)})
    print(json.dumps(golden))


main()
