/** What people may do: drafts become a plan, and a plan becomes records, all of it or nothing. */
@NullMarked
package dev.telltale.control.command;

import org.jspecify.annotations.NullMarked;
