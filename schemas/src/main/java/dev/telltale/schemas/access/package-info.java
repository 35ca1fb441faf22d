/** Who may do what, and who is told. */
@NullMarked
package dev.telltale.schemas.access;

import org.jspecify.annotations.NullMarked;
