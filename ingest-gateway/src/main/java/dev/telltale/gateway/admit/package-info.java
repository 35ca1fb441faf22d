/** Who may send, and which spans may pass. */
@NullMarked
package dev.telltale.gateway.admit;

import org.jspecify.annotations.NullMarked;
