// For mutation testing: a property that fails is reported at once, and not made smaller first; each change is tried some thousand times.
const fc = require("fast-check");

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
