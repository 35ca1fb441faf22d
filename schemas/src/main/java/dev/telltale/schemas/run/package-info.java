/** Backfills and previews. */
@NullMarked
package dev.telltale.schemas.run;

import org.jspecify.annotations.NullMarked;
