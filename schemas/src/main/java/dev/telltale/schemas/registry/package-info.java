/** A small client of Confluent's schema registry API. */
@NullMarked
package dev.telltale.schemas.registry;

import org.jspecify.annotations.NullMarked;
