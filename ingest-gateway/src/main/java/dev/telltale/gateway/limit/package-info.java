/** Keeps each span to its size: counts, lengths, depth, and media that stand in the text. */
@NullMarked
package dev.telltale.gateway.limit;

import org.jspecify.annotations.NullMarked;
