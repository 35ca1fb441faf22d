/** Starts, watches and stops the alert stream. */
@NullMarked
package dev.telltale.alert.app;

import org.jspecify.annotations.NullMarked;
