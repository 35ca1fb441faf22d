/** Spans in, one canonical span out, whatever convention wrote them; no I/O, no clock. */
@NullMarked
package dev.telltale.gateway.normalize;

import org.jspecify.annotations.NullMarked;
