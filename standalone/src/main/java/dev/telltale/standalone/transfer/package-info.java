/** Trace files in and out: through the gateway in, out of the topic of traces. */
@NullMarked
package dev.telltale.standalone.transfer;

import org.jspecify.annotations.NullMarked;
