/** Reading and writing JSON strictly; how every reader refuses. */
package org.fbnetspark.format.json;
