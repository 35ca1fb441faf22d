/** A read-only view of the signals. */
@NullMarked
package dev.telltale.classifier.registry;

import org.jspecify.annotations.NullMarked;
