/** Signals: plain-language classifiers with versions, states and filters. */
@NullMarked
package dev.telltale.schemas.signal;

import org.jspecify.annotations.NullMarked;
