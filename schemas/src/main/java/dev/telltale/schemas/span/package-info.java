/** Spans, as every part of Telltale reads them. */
@NullMarked
package dev.telltale.schemas.span;

import org.jspecify.annotations.NullMarked;
