/** Networks made of DL4J's own layers alone, which any program with DL4J opens and trains. */
package org.fbnetspark.net.dl4j;
