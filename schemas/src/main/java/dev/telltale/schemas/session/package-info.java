/** Conversations across traces. */
@NullMarked
package dev.telltale.schemas.session;

import org.jspecify.annotations.NullMarked;
