/** Closed traces. */
@NullMarked
package dev.telltale.schemas.trace;

import org.jspecify.annotations.NullMarked;
