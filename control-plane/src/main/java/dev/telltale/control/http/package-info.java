/** The commands over HTTP: keys in, JSON in and out, one table of errors. */
@NullMarked
package dev.telltale.control.http;

import org.jspecify.annotations.NullMarked;
