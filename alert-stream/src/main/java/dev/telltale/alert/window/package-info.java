/** Counts of labels over a span of time, and what can be said from them: pure. */
@NullMarked
package dev.telltale.alert.window;

import org.jspecify.annotations.NullMarked;
