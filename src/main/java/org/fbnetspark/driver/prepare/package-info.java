/** Data sets made from sources, and the data and space of a run. */
package org.fbnetspark.driver.prepare;
