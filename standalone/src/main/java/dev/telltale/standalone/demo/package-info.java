/** Traffic with a known truth through the whole line, and the account of it. */
@NullMarked
package dev.telltale.standalone.demo;

import org.jspecify.annotations.NullMarked;
