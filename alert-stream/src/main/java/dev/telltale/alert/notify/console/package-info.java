/** Messages to the console. */
@NullMarked
package dev.telltale.alert.notify.console;

import org.jspecify.annotations.NullMarked;
