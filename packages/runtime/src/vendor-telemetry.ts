/**
 * ONNX Runtime's own builds (1.29 and later) report sessions, models and errors to their maker, and keep an id of the device in the
 * cache folder for it, unless this is set before the library is loaded. An assistant that people talk to sends nothing to
 * anybody it was not told of. Set to 0 by whoever wants to take part.
 *
 * The library reads the environment of the process: a worker thread only has a copy, so this belongs on the main thread.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
