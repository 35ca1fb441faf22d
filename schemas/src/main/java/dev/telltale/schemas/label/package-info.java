/** What a judge answered. */
@NullMarked
package dev.telltale.schemas.label;

import org.jspecify.annotations.NullMarked;
