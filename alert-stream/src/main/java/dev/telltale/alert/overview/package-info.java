/** Once a day, for who wants it: how all signals of a project did. */
@NullMarked
package dev.telltale.alert.overview;

import org.jspecify.annotations.NullMarked;
