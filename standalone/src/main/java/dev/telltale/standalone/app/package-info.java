/** The launcher: roles and verbs. */
@NullMarked
package dev.telltale.standalone.app;

import org.jspecify.annotations.NullMarked;
