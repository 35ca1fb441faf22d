/** Spans become traces, traces become sessions; closed by the log's own clock. */
@NullMarked
package dev.telltale.classifier.assemble;

import org.jspecify.annotations.NullMarked;
