/** Labels into windows, windows into states and events of rules. */
@NullMarked
package dev.telltale.alert.evaluate;

import org.jspecify.annotations.NullMarked;
