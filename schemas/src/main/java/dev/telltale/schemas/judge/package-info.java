/** What a judge is asked. */
@NullMarked
package dev.telltale.schemas.judge;

import org.jspecify.annotations.NullMarked;
