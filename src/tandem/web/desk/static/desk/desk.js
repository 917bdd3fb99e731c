// The desk's own behaviour: what HTML and htmx cannot do.
import './clocks.js';
import './composer.js';
import './list.js';
import './thread.js';
import './told.js';
