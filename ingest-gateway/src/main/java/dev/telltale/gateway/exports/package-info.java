/**
 * Canonical spans as other tools read them: the way back from what {@code normalize} made, with the
 * keys that it reads.
 */
@NullMarked
package dev.telltale.gateway.exports;

import org.jspecify.annotations.NullMarked;
