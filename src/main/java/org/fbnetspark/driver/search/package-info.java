/** The bilevel search, from data to an architecture at its target. */
package org.fbnetspark.driver.search;
