// Loaded into each Node process of the real engine: the jitter of pauses would decide which look sees what lags behind.
const { random } = Math;
// never twice the same, since the SDK makes its nonces of it
Math.random = () => 0.5 + random() / 1_000;
