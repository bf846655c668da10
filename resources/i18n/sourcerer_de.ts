<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Sourcerer</name>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/adaptmodel.py"/>
        <source>Adapted model</source>
        <translation>Angepasstes Modell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/adaptmodel.py"/>
        <source>Adapt a model to a few labels</source>
        <translation>Modell an wenige Labels anpassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/adaptmodel.py"/>
        <source>Adapts a source model to another region or year with the few labels there. The fewer the labels, the closer the adapted model stays to the source model (Sourcerer, Lucas et al. 2021).</source>
        <translation>Passt ein Quellmodell mit den wenigen dort vorhandenen Labels an ein anderes Gebiet oder Jahr an. Je weniger Labels, desto näher bleibt das angepasste Modell am Quellmodell (Sourcerer, Lucas et al. 2021).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/adaptmodel.py"/>
        <source>adapt model domain adaptation transfer learning few labels land cover crop</source>
        <translation>Modell anpassen Anpassung Domänenanpassung Transferlernen wenige Labels Landbedeckung Feldfrüchte Anbau</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Confusion table</source>
        <translation>Konfusionstabelle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Overall accuracy</source>
        <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Macro F1</source>
        <translation>Makro-F1</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Of a random or stratified sample: estimated for the map, without macro F1.</source>
        <translation>Bei einer zufälligen oder geschichteten Stichprobe für die Karte geschätzt, dann ohne Makro-F1.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Reference pixels</source>
        <translation>Referenzpixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Assess a land cover map</source>
        <translation>Eine Landbedeckungskarte beurteilen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>Compares a map, whoever made it, with reference polygons or points: confusion matrix, overall, user's and producer's accuracies with 95 % intervals. Where the reference is a random or stratified sample of the map's pixels, accuracy and areas of the whole map are estimated (Olofsson et al. 2014).</source>
        <translation>Vergleicht eine Karte, wer auch immer sie gemacht hat, mit Referenzpolygonen oder -punkten: Konfusionsmatrix, Gesamt-, Nutzer- und Produzentengenauigkeit mit 95-%-Intervallen. Ist die Referenz eine zufällige oder geschichtete Stichprobe der Pixel der Karte, so werden Genauigkeit und Flächen der ganzen Karte geschätzt (Olofsson et al. 2014).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/assessmap.py"/>
        <source>assess accuracy assessment validate confusion matrix kappa area estimation stratified sample acatama olofsson land cover map</source>
        <translation>beurteilen genauigkeit bewerten validieren konfusionsmatrix kappa flächenschätzung geschichtete stichprobe acatama olofsson landbedeckung karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/base.py"/>
        <source>Further results</source>
        <translation>Weitere Ergebnisse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/base.py"/>
        <source>The run was cancelled.</source>
        <translation>Der Lauf wurde abgebrochen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/base.py"/>
        <source>Land cover from image time series</source>
        <translation>Landbedeckung aus Bildzeitreihen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/classifyseries.py"/>
        <source>Classify an image time series</source>
        <translation>Bildzeitreihe klassifizieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/classifyseries.py"/>
        <source>Makes a land cover map from an image time series with a model as it is.</source>
        <translation>Erstellt aus einer Bildzeitreihe eine Landbedeckungskarte mit einem unveränderten Modell.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/classifyseries.py"/>
        <source>classify map predict land cover crop satellite image time series</source>
        <translation>klassifizieren Klassifikation Karte vorhersagen Landbedeckung Feldfrüchte Anbau Satellit Bildzeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>Folder for the comparison</source>
        <translation>Ordner für den Vergleich</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>Report of the comparison</source>
        <translation>Bericht des Vergleichs</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>HTML page in the folder, with learning curves and a verdict.</source>
        <translation>HTML-Seite im Ordner, mit Lernkurven und einem Urteil.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>Table of all fits</source>
        <translation>Tabelle aller Anpassungen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>CSV file in the folder: one row for each method, number of polygons and run.</source>
        <translation>CSV-Datei im Ordner: eine Zeile für jede Methode, Zahl der Polygone und Wiederholung.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>Compare methods on your own labels</source>
        <translation>Methoden an eigenen Labels vergleichen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>Measures how well each method does with 1, 2, 4, … labelled polygons of the target. Each run draws other polygons for testing and for training, and all methods get the same ones. It needs samples files of the source and of the target, and takes long: every method is fitted for every number of polygons and every run. The folder gets a report, tables and curves; a comparison that was stopped goes on where the same folder is given again.</source>
        <translation>Misst, wie gut jede Methode mit 1, 2, 4, … gelabelten Polygonen des Zielgebiets abschneidet. Jeder Durchgang zieht andere Polygone zum Testen und zum Trainieren, alle Methoden erhalten dieselben. Benötigt Stichprobendateien von Quell- und Zielgebiet und dauert lange: Jede Methode wird für jede Polygonanzahl und jeden Durchgang trainiert. In den Ordner kommen Bericht, Tabellen und Kurven; ein unterbrochener Vergleich wird fortgesetzt, wenn derselbe Ordner wieder angegeben wird.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/comparemethods.py"/>
        <source>compare methods benchmark experiment learning curve accuracy domain adaptation few labels land cover crop</source>
        <translation>Methoden vergleichen Vergleich Benchmark Experiment Lernkurve Genauigkeit Domänenanpassung wenige Labels Landbedeckung Feldfrüchte Anbau</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>example model chain workflow land cover satellite image time series</source>
        <translation>beispiel modell kette ablauf landbedeckung satellit bild zeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Example models</source>
        <translation>Beispielmodelle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Map from few labels</source>
        <translation>Karte aus wenigen Labels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Train a source model and export it</source>
        <translation>Ein Quellmodell trainieren und weitergeben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Yearly update of a map</source>
        <translation>Eine Karte jährlich fortschreiben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Adapts a source model to the few labels you have and maps the images. Up to ten points show where a next label would help most.</source>
        <translation>Passt ein Quellmodell an die wenigen Labels an, die Sie haben, und kartiert die Bilder. Bis zu zehn Punkte zeigen, wo ein nächstes Label am meisten hilft.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Takes the samples out of the images where labels are plenty, trains a source model on them, and writes all that somebody elsewhere needs: the model with its card, the report of its accuracy, and the samples for methods that learn from both regions.</source>
        <translation>Entnimmt den Bildern die Stichproben, wo es viele Labels gibt, trainiert damit ein Quellmodell und schreibt alles, was jemand anderswo braucht: das Modell mit seiner Beschreibung, den Bericht über seine Genauigkeit und die Stichproben für Methoden, die aus beiden Regionen lernen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Brings last year's model to this year's images with a few labels of this year, and maps them: the season moves to the year of the images by itself. The images are made regular once, for the adaptation and for the map.</source>
        <translation>Bringt das Modell des letzten Jahres mit einigen Labels dieses Jahres auf die Bilder dieses Jahres und kartiert sie: Die Saison rückt von selbst in das Jahr der Bilder. Die Bilder werden einmal regelmäßig gemacht, für die Anpassung und für die Karte.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Folder that holds the images</source>
        <translation>Ordner mit den Bildern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Where to label next</source>
        <translation>Nächste Label-Orte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/example_models.py"/>
        <source>Points with rank, class, second class and margin; rank 1 comes first.</source>
        <translation>Punkte mit Rang, Klasse, zweiter Klasse und Vorsprung; Rang 1 kommt zuerst.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>Samples files (*.npz)</source>
        <translation>Stichprobendateien (*.npz)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>Samples as points</source>
        <translation>Stichproben als Punkte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>Samples file</source>
        <translation>Stichprobendatei</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>Extract samples from an image time series</source>
        <translation>Stichproben aus einer Bildzeitreihe entnehmen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>Takes the labelled pixels out of an image time series, regular and without gaps, into a samples file. Training, adaptation and the comparison of methods take such files instead of images and labels: small enough to pass on, and many fits need not read the images again. As points, the samples show which pixels were taken and which are held out.</source>
        <translation>Entnimmt einer Bildzeitreihe die Pixel mit Label, regelmäßig und ohne Lücken, in eine Stichprobendatei. Training, Anpassung und der Vergleich von Methoden nehmen solche Dateien statt Bildern und Labels: klein genug zum Weitergeben, und viele Anpassungen müssen die Bilder nicht neu lesen. Als Punkte zeigen die Stichproben, welche Pixel genommen wurden und welche zurückgehalten sind.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/extractsamples.py"/>
        <source>extract samples training data points pixels labels polygons hold out split satellite image time series</source>
        <translation>entnehmen stichproben trainingsdaten punkte pixel labels polygone zurückhalten aufteilen satellit bild zeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Bands to use</source>
        <translation>Zu verwendende Kanäle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>What the images' bands are called</source>
        <translation>Namen der Kanäle in den Bildern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Dates of the images</source>
        <translation>Termine der Bilder</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Where neither names nor bands of the files say them: one for each file in the order of their names, or those of a stack, as YYYY-MM-DD with commas; or the path of a text file with one a line.</source>
        <translation>Falls weder Namen noch Kanäle der Dateien sie angeben: einer je Datei in der Reihenfolge ihrer Namen oder die eines Stapels, als JJJJ-MM-TT mit Kommas; oder der Pfad einer Textdatei mit einem Termin je Zeile.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Days to leave out</source>
        <translation>Wegzulassende Tage</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>How dates stand in the file names</source>
        <translation>Schreibweise des Datums in den Dateinamen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Order of a stack's bands</source>
        <translation>Reihenfolge der Kanäle eines Stapels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>How the bands of a stack without band descriptions follow each other: all bands of the first date first, or all dates of the first band; auto takes the order in which the values change least from date to date.</source>
        <translation>Abfolge der Kanäle eines Stapels ohne Kanalbeschreibungen: zuerst alle Kanäle des ersten Termins oder alle Termine des ersten Kanals; auto nimmt die Reihenfolge, in der sich die Werte von Termin zu Termin am wenigsten ändern.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Raster whose grid is used</source>
        <translation>Raster, dessen Gitter verwendet wird</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Value that marks missing pixels</source>
        <translation>Wert für fehlende Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>A number or nan. Needed only where the files do not say it, or err.</source>
        <translation>Eine Zahl oder nan. Nur nötig, wenn die Dateien es nicht oder falsch angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Factor for the images' values</source>
        <translation>Faktor für die Bildwerte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Number added to the images' values</source>
        <translation>Zu den Bildwerten addierte Zahl</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>After the factor, e.g. -1000 for Sentinel-2 images from 2022 on that are not delivered as SAFE products: those say it themselves.</source>
        <translation>Nach dem Faktor, z. B. -1000 für Sentinel-2-Bilder ab 2022, die nicht als SAFE-Produkt vorliegen: Diese geben es selbst an.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>First day that the number is added</source>
        <translation>Erster Tag, ab dem die Zahl addiert wird</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Older images are left as they are. Left out, it is added to all of them.</source>
        <translation>Ältere Bilder bleiben unverändert. Ohne Angabe wird sie zu allen addiert.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Leave out images that cannot be used</source>
        <translation>Nicht verwendbare Bilder weglassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>They are listed as warnings and in the report. Otherwise the run stops.</source>
        <translation>Sie werden als Warnungen und im Bericht aufgeführt. Andernfalls bricht der Lauf ab.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Cloud mask</source>
        <translation>Wolkenmaske</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Which mask says what is unusable: auto takes what is found with the images, none takes none. The others name one: scl of Sentinel-2 L2A, maja-clm and maja-mg2 of MAJA, qa-pixel of Landsat Collection 2, hls-fmask of HLS, fmask with Fmask's own classes.</source>
        <translation>Welche Maske angibt, was nicht verwendbar ist: auto nimmt, was bei den Bildern gefunden wird, none nimmt keine. Die übrigen benennen eine: scl von Sentinel-2 L2A, maja-clm und maja-mg2 von MAJA, qa-pixel von Landsat Collection 2, hls-fmask von HLS, fmask mit den Klassen von Fmask selbst.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Band that marks unusable pixels</source>
        <translation>Kanal, der unbrauchbare Pixel markiert</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Another band than those of the known cloud masks.</source>
        <translation>Ein anderer Kanal als die der bekannten Wolkenmasken.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Its values that are unusable</source>
        <translation>Unbrauchbare Werte darin</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Its bits that mean unusable</source>
        <translation>Bits darin, die unbrauchbar bedeuten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/image_settings.py"/>
        <source>Pixels to grow clouds by</source>
        <translation>Wolken um so viele Pixel vergrößern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>whole numbers</source>
        <translation>ganze Zahlen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>{0} is {1!r}; it must be {2} with commas.</source>
        <translation>{0} ist {1!r}; erwartet werden {2}, durch Kommas getrennt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>{0} has {1} cells; each row needs {2}: {3}.</source>
        <translation>{0} hat {1} Zellen; jede Zeile benötigt {2}: {3}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/kinds.py"/>
        <source>{0} is {1}, which does not exist.</source>
        <translation>{0} ist {1}; das gibt es nicht.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/layer_kinds.py"/>
        <source>{0} is {1}, which has no known coordinate reference system.</source>
        <translation>{0} ist {1}, dessen Koordinatenbezugssystem nicht bekannt ist.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/layer_kinds.py"/>
        <source>Give it as xmin,xmax,ymin,ymax [EPSG:code].</source>
        <translation>Als xmin,xmax,ymin,ymax [EPSG:Code] angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/mapwithfewlabels.py"/>
        <source>Adapted model, if not beside the map</source>
        <translation>Angepasstes Modell, falls nicht neben der Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/mapwithfewlabels.py"/>
        <source>Accuracy report, if not beside the map</source>
        <translation>Genauigkeitsbericht, falls nicht neben der Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/mapwithfewlabels.py"/>
        <source>Map land cover with few labels</source>
        <translation>Landbedeckung mit wenigen Labels kartieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/mapwithfewlabels.py"/>
        <source>Adapts a source model to the few labels you have, makes a land cover map of the images, and reports its accuracy on polygons left out, before and after adaptation. The adapted model and the report are written beside the map where no other place is given.</source>
        <translation>Passt ein Quellmodell an die wenigen vorhandenen Labels an, erstellt aus den Bildern eine Landbedeckungskarte und berichtet deren Genauigkeit auf zurückgehaltenen Polygonen, vor und nach der Anpassung. Angepasstes Modell und Bericht werden neben der Karte abgelegt, wenn kein anderer Ort angegeben ist.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/mapwithfewlabels.py"/>
        <source>map land cover crop few labels domain adaptation satellite image time series sourcerer</source>
        <translation>Karte kartieren Landbedeckung Feldfrüchte Anbau wenige Labels Domänenanpassung Satellit Bildzeitreihe Sourcerer</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Confidence of the map, 0 to 100</source>
        <translation>Konfidenz der Karte, 0 bis 100</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Lead over the second most likely class</source>
        <translation>Vorsprung vor der zweitwahrscheinlichsten Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Raster, 0 to 100; nodata 255. Only with {0}.</source>
        <translation>Raster, 0 bis 100; Nodata 255. Nur mit {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Clear observations and longest gap</source>
        <translation>Klare Beobachtungen und längste Lücke</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Raster of two bands, the gap in days. Only with {0}.</source>
        <translation>Raster mit zwei Bändern, die Lücke in Tagen. Nur mit {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Points with rank, class, second class and margin. Only with {0}.</source>
        <translation>Punkte mit Rang, Klasse, zweiter Klasse und Vorsprung. Nur mit {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Accuracy report</source>
        <translation>Genauigkeitsbericht</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>HTML files (*.html)</source>
        <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Overall accuracy on polygons left out</source>
        <translation>Gesamtgenauigkeit auf zurückgehaltenen Polygonen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Macro F1 on polygons left out</source>
        <translation>Makro-F1 auf zurückgehaltenen Polygonen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Not given where no polygon could be kept aside.</source>
        <translation>Fehlt, wo kein Polygon zurückbehalten werden konnte.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>λ used, where the pull has one</source>
        <translation>Verwendetes λ, falls die Bindung eines hat</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Of the final model; not given where the labels choose the strength.</source>
        <translation>Des endgültigen Modells; fehlt, wo die Labels die Stärke wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Way from the source model, 0 to 1, as chosen</source>
        <translation>Gewählter Weg vom Quellmodell, 0 bis 1</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>0 is the source model, 1 is trained on the labels alone. Where they choose.</source>
        <translation>0 ist das Quellmodell, 1 ist nur mit den Labels trainiert. Wo sie wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>From 0 to 1.</source>
        <translation>Von 0 bis 1.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Number of pixels that are used; a polygon has many.</source>
        <translation>Zahl der Pixel, die verwendet werden; ein Polygon hat viele.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/outputs.py"/>
        <source>Labelled pixels</source>
        <translation>Gelabelte Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Samples files (*.npz *.csv)</source>
        <translation>Stichprobendateien (*.npz *.csv)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Samples file of the source</source>
        <translation>Stichprobendatei des Quellgebiets</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Samples file of the target</source>
        <translation>Stichprobendatei des Zielgebiets</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Labelled polygons or points</source>
        <translation>Gelabelte Polygone oder Punkte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Where you know the class. A polygon counts as one piece of evidence: its pixels are never split between fitting and measuring.</source>
        <translation>Orte, deren Klasse bekannt ist. Ein Polygon zählt als ein Beleg: Seine Pixel werden nie zwischen Anpassung und Messung aufgeteilt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Reference polygons or points</source>
        <translation>Referenzpolygone oder -punkte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Where the class is known and took no part in making the map: polygons, or points as AcATaMa and other sampling tools write them. Features without a class are left out.</source>
        <translation>Wo die Klasse bekannt ist und nicht in die Karte einging: Polygone, oder Punkte, wie AcATaMa und andere Stichprobenwerkzeuge sie schreiben. Objekte ohne Klasse bleiben weg.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Source model</source>
        <translation>Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Model whose bands and dates are wanted</source>
        <translation>Modell, dessen Kanäle und Termine gewünscht sind</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Source model, where there is one</source>
        <translation>Quellmodell, falls vorhanden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Images (raster layers)</source>
        <translation>Bilder (Raster-Layer)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Field that holds the class</source>
        <translation>Feld mit der Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>How the reference points were drawn</source>
        <translation>Wie die Referenzpunkte gezogen wurden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Classes that the model does not know</source>
        <translation>Klassen, die das Modell nicht kennt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>What to do with labels of such classes: error stops and lists them, ignore leaves them out, extend adds their classes to the model.</source>
        <translation>Umgang mit Labels solcher Klassen: error bricht ab und listet sie auf, ignore lässt sie weg, extend fügt ihre Klassen dem Modell hinzu.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Only this part</source>
        <translation>Nur dieser Ausschnitt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Only this part of the images is used; left out, all of it. The rectangle may be in any coordinate reference system; without one it is in that of the images.</source>
        <translation>Nur dieser Ausschnitt der Bilder wird verwendet; ohne Angabe alles. Das Rechteck kann in jedem Koordinatenbezugssystem angegeben werden; ohne eines gilt das der Bilder.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Only inside these polygons</source>
        <translation>Nur innerhalb dieser Polygone</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Only pixels whose centre lies in a polygon of this layer are used; a raster that is written has no values outside of them.</source>
        <translation>Nur Pixel, deren Mittelpunkt in einem Polygon dieses Layers liegt, werden verwendet; ein ausgegebenes Raster hat außerhalb davon keine Werte.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Field that holds the class's name</source>
        <translation>Feld mit dem Klassennamen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Gives the classes names where their field holds whole numbers.</source>
        <translation>Gibt den Klassen Namen, wenn ihr Feld ganze Zahlen enthält.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Which label means which class</source>
        <translation>Zuordnung der Labels zu Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>One row for each value of the field: the value, the model's class value (empty leaves these labels out, an unknown one is a new class), and a name for a new class. Left out, text is matched by name and whole numbers by value.</source>
        <translation>Eine Zeile je Wert des Feldes: der Wert, der Klassenwert des Modells (leer lässt diese Labels weg, ein unbekannter ist eine neue Klasse) und ein Name für eine neue Klasse. Ohne Angabe werden Texte nach Namen und ganze Zahlen nach Wert zugeordnet.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Field that says which points belong together</source>
        <translation>Feld, das sagt, welche Punkte zusammengehören</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Samples files</source>
        <translation>Stichprobendateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>List of further regions or years</source>
        <translation>Liste weiterer Gebiete oder Jahre</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>A CSV file: each row is a region or year whose labels are pooled with those given above. Its header names the columns: series, polygons, and where they differ field, season_start. Paths are relative to the file's folder.</source>
        <translation>Eine CSV-Datei: Jede Zeile ist ein Gebiet oder Jahr, dessen Labels mit den oben angegebenen zusammengelegt werden. Die Kopfzeile nennt die Spalten: series, polygons und, wo abweichend, field, season_start. Pfade sind relativ zum Ordner der Datei.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Leave out pixels on polygon edges</source>
        <translation>Pixel an Polygonrändern weglassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>First day of the season</source>
        <translation>Erster Tag der Saison</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Left out, it is found from the model and the dates.</source>
        <translation>Ohne Angabe wird er aus Modell und Terminen ermittelt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Days to move the model's season by</source>
        <translation>Verschiebung der Modellsaison in Tagen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Fewest clear observations of a pixel</source>
        <translation>Mindestanzahl klarer Beobachtungen je Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Numbers of labelled polygons, with commas</source>
        <translation>Anzahlen gelabelter Polygone, mit Kommas</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Repetitions</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Gradient updates of the source model</source>
        <translation>Gradientenschritte des Quellmodells</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Share of polygons kept aside to measure accuracy</source>
        <translation>Anteil der Polygone, der für die Genauigkeitsmessung zurückgehalten wird</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Independent layer to measure accuracy with</source>
        <translation>Unabhängiger Layer für die Genauigkeitsmessung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Keep the assessed model</source>
        <translation>Das bewertete Modell behalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Samples files of the source</source>
        <translation>Stichprobendateien des Quellgebiets</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Form of the pull</source>
        <translation>Form der Bindung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Strength of the pull</source>
        <translation>Stärke der Bindung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Strengths of the pull, with commas</source>
        <translation>Stärken der Bindung, mit Kommas</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>How strong sourcerer's pull towards the source model is: {0} lets the labels choose, by what is right on polygons left out, {1} takes the paper's λ for the number of labelled pixels, a number from 0 to 1e12 is λ itself. Several are compared.</source>
        <translation>Wie stark sourcerer an das Quellmodell gebunden ist: Mit {0} entscheiden die Labels, danach, was auf ausgelassenen Polygonen richtig ist; {1} nimmt das λ der Veröffentlichung für die Anzahl gelabelter Pixel; eine Zahl von 0 bis 1e12 ist λ selbst. Mehrere werden verglichen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Labelled pixels at which the pull ends</source>
        <translation>Gelabelte Pixel, bei denen die Bindung endet</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Further numbers of pixels at which it ends, with commas</source>
        <translation>Weitere Pixelzahlen, bei denen sie endet, mit Kommas</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Sourcerer is compared with each of them too, λ by the schedule (section 5.2.6 of the paper).</source>
        <translation>Sourcerer wird auch mit jeder davon verglichen, mit λ nach dem Zeitplan (Abschnitt 5.2.6 der Veröffentlichung).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Gradient updates</source>
        <translation>Gradientenschritte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>The paper's exact setting</source>
        <translation>Genaue Einstellung der Veröffentlichung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Overrides form and strength of the pull and the number of updates.</source>
        <translation>Hat Vorrang vor Form und Stärke der Bindung und der Anzahl der Schritte.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Seed of random choices</source>
        <translation>Startwert der Zufallszahlen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Computing device</source>
        <translation>Recheneinheit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Memory for image data, MB</source>
        <translation>Speicher für Bilddaten, MB</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Precision of the network</source>
        <translation>Rechengenauigkeit des Netzes</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/parameters.py"/>
        <source>Folder for finished parts of the map</source>
        <translation>Ordner für fertige Teile der Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/prepareseries.py"/>
        <source>Regular time series</source>
        <translation>Regelmäßige Zeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/prepareseries.py"/>
        <source>Prepare a regular image time series</source>
        <translation>Regelmäßige Bildzeitreihe vorbereiten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/prepareseries.py"/>
        <source>Writes an image time series as one stack with regular dates and without gaps. Clouds and other missing values are filled from the dates before and after. The stack is a Cloud Optimized GeoTIFF, date by date with all bands, and each other algorithm takes it as its images: prepare once what is to be mapped several times.</source>
        <translation>Schreibt eine Bildzeitreihe als einen Stapel mit regelmäßigen Terminen und ohne Lücken. Wolken und andere fehlende Werte werden aus den Terminen davor und danach gefüllt. Der Stapel ist ein Cloud Optimized GeoTIFF, Termin für Termin mit allen Kanälen, und jeder andere Algorithmus nimmt ihn als Bilder: einmal vorbereiten, was mehrmals kartiert werden soll.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/prepareseries.py"/>
        <source>prepare gap fill interpolate regular composite stack cloud optimized geotiff cog satellite image time series</source>
        <translation>vorbereiten Lücken füllen interpolieren regelmäßig Komposit Stapel Cloud Optimized GeoTIFF COG Satellit Bildzeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/provider.py"/>
        <source>Sourcerer: land cover maps from image time series and few labels</source>
        <translation>Sourcerer: Landbedeckungskarten aus Bildzeitreihen und wenigen Labels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>… or the folder that holds the images</source>
        <translation>… oder der Ordner mit den Bildern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>The image time series as raster layers from files: one a date, one a date and band, or a stack. The dates are read from the files' names or band descriptions.</source>
        <translation>Die Bildzeitreihe als Raster-Layer aus Dateien: eine je Termin, eine je Termin und Kanal oder ein Stapel. Die Termine werden aus Dateinamen oder Kanalbeschreibungen gelesen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>The image time series as a folder of raster files, or of products as they are delivered (Sentinel-2 SAFE, MAJA, Landsat, HLS), unpacked or as .zip. Give this or the layers, not both.</source>
        <translation>Die Bildzeitreihe als Ordner mit Rasterdateien oder mit Produkten, wie sie geliefert werden (Sentinel-2 SAFE, MAJA, Landsat, HLS), entpackt oder als .zip. Entweder dies oder die Layer angeben, nicht beides.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>λ, where the rule is {0}</source>
        <translation>λ, wenn die Regel {0} ist</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>How strong the pull towards the source model is: {0} lets the labels choose, by what is right on polygons left out, {1} takes the paper's λ for the number of labelled pixels, {2} takes the λ given.</source>
        <translation>Wie stark die Bindung an das Quellmodell ist: Mit {0} entscheiden die Labels, danach, was auf ausgelassenen Polygonen richtig ist; {1} nimmt das λ der Veröffentlichung für die Anzahl gelabelter Pixel; {2} nimmt das angegebene λ.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>From 0 (no pull) to 1e12.</source>
        <translation>Von 0 (keine Bindung) bis 1e12.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>{0} is {1} and {2} is {3}.</source>
        <translation>{0} ist {1} und {2} ist {3}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>not given</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Give {0} a number where {1} is {2}, and only there.</source>
        <translation>Für {0} genau dann eine Zahl angeben, wenn {1} {2} ist.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Also write a raster of the margin beside the map</source>
        <translation>Auch ein Raster des Vorsprungs neben der Karte schreiben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>By how much the most likely class leads the second one, 0 to 100: a small margin is a close call. It is called as the map, with _margin.</source>
        <translation>Um wie viel die wahrscheinlichste Klasse vor der zweiten liegt, 0 bis 100: Ein kleiner Vorsprung ist eine knappe Entscheidung. Name wie die Karte, mit _margin.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Also write a raster of clear observations beside the map</source>
        <translation>Auch ein Raster der klaren Beobachtungen neben der Karte schreiben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>For each pixel the number of clear observations in the season (band 1) and the longest gap between them in days (band 2). It is called as the map, with _count.</source>
        <translation>Für jedes Pixel die Anzahl klarer Beobachtungen in der Saison (Kanal 1) und die längste Lücke dazwischen in Tagen (Kanal 2). Name wie die Karte, mit _count.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Also write points where to label next beside the map</source>
        <translation>Auch Punkte der nächsten Label-Orte neben der Karte schreiben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Up to 20 places that the model is least sure of, spread over the map and its classes and outside the labelled polygons; rank 1 comes first. They are called as the map, with _next.</source>
        <translation>Bis zu 20 Orte, bei denen sich das Modell am wenigsten sicher ist, über Karte und Klassen verteilt und außerhalb der gelabelten Polygone; Rang 1 kommt zuerst. Name wie die Karte, mit _next.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/setting.py"/>
        <source>Default: {0}.</source>
        <translation>Vorgabe: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/trainsourcemodel.py"/>
        <source>Train a source model</source>
        <translation>Quellmodell trainieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/trainsourcemodel.py"/>
        <source>Trains a land cover model on an image time series of a region and year with many labelled polygons. Adapt it afterwards to another region or year where labels are few.</source>
        <translation>Trainiert ein Landbedeckungsmodell an einer Bildzeitreihe eines Gebiets und Jahres mit vielen gelabelten Polygonen. Danach an ein anderes Gebiet oder Jahr mit wenigen Labels anpassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/algorithms/trainsourcemodel.py"/>
        <source>train source model tempcnn land cover crop classification satellite time series</source>
        <translation>trainieren Training Quellmodell TempCNN Landbedeckung Feldfrüchte Anbau Klassifikation Satellit Zeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Set up</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Run</source>
        <translation>Start</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Open the manual.</source>
        <translation>Das Handbuch öffnen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Warning: {0}</source>
        <translation>Warnung: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>The map is {0}.</source>
        <translation>Die Karte ist {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>To do: the Python environment (Set up)</source>
        <translation>Offen: Python-Umgebung (Angaben)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>Ready to run</source>
        <translation>Startbereit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/dock.py"/>
        <source>No program opens {0}.</source>
        <translation>Kein Programm öffnet {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>GPU: {0}, {1:.1f} GB of memory</source>
        <translation>GPU: {0}, {1:.1f} GB Speicher</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>The GPU cannot be used: {0}</source>
        <translation>Die GPU kann nicht verwendet werden: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Python {0}: {1}</source>
        <translation>Python {0}: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Device: {0}</source>
        <translation>Gerät: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>The Python chosen for the worker, {path}, is not there.</source>
        <translation>Das für den Worker gewählte Python {path} ist nicht vorhanden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Choose another under Settings ▸ Options ▸ Sourcerer.</source>
        <translation>Ein anderes unter Einstellungen ▸ Optionen ▸ Sourcerer wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Sourcerer computes in a Python environment of its own, and there is none: neither {0} nor {1} exists.</source>
        <translation>Sourcerer rechnet in einer eigenen Python-Umgebung, und es gibt keine: Weder {0} noch {1} ist vorhanden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Create it in the Sourcerer panel or under Settings ▸ Options ▸ Sourcerer, or choose a Python there that has {0}.</source>
        <translation>Im Sourcerer-Bedienfeld oder unter Einstellungen ▸ Optionen ▸ Sourcerer erstellen oder dort ein Python wählen, das {0} hat.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>Under Settings ▸ Options ▸ Sourcerer, repair the worker's environment or choose another Python.</source>
        <translation>Unter Einstellungen ▸ Optionen ▸ Sourcerer die Umgebung des Workers reparieren oder ein anderes Python wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>The worker's Python {path} lacks a library: {reason}.</source>
        <translation>Dem Python des Workers {path} fehlt eine Bibliothek: {reason}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>The worker's Python {path} does not work: {reason}.</source>
        <translation>Das Python des Workers {path} funktioniert nicht: {reason}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>The worker's Python {path} lacks libraries: {names}.</source>
        <translation>Dem Python des Workers {path} fehlen Bibliotheken: {names}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environment.py"/>
        <source>it answers {0!r}</source>
        <translation>es antwortet {0!r}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/child_process.py"/>
        <source>exit code {0}</source>
        <translation>Exit-Code {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/child_process.py"/>
        <source>Stopped as you asked.</source>
        <translation>Wie gewünscht angehalten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/child_process.py"/>
        <source>no answer within {0:g} seconds</source>
        <translation>keine Antwort innerhalb von {0:g} Sekunden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Private environment</source>
        <translation>Eigene Umgebung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Looking for Python and the driver of the GPU …</source>
        <translation>Python und Treiber der GPU werden gesucht …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Create</source>
        <translation>Erstellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Remove …</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Use another Python …</source>
        <translation>Anderes Python …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Check it and use it</source>
        <translation>Prüfen und verwenden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Forget it</source>
        <translation>Nicht mehr verwenden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>The CPU build is smaller; a GPU computes many times faster.</source>
        <translation>Der CPU-Build ist kleiner; eine GPU rechnet um ein Vielfaches schneller.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Folder of wheels</source>
        <translation>Ordner mit Wheels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Optional: folder of wheels</source>
        <translation>Optional: Wheels-Ordner</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Leave it empty to download the libraries. For a computer without internet: a folder that holds them all as wheels, the files that “python -m pip download” fetches elsewhere.</source>
        <translation>Leer lassen, um die Bibliotheken herunterzuladen. Für einen Rechner ohne Internet: ein Ordner, der sie alle als Wheels enthält, das sind die Dateien, die „python -m pip download“ anderswo holt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Download the libraries and install them; an old one stays until that is done.</source>
        <translation>Die Bibliotheken herunterladen und installieren; eine alte Umgebung bleibt, bis das fertig ist.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Delete the private environment and free its space.</source>
        <translation>Die eigene Umgebung löschen und ihren Platz freigeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>One that has the libraries, such as a conda environment.</source>
        <translation>Eines, das die Bibliotheken hat, etwa eine Conda-Umgebung.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Interpreter or environment's folder</source>
        <translation>Interpreter oder Ordner</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>The Python program (python.exe on Windows), or the folder of its environment.</source>
        <translation>Das Python-Programm (unter Windows python.exe) oder der Ordner seiner Umgebung.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Compute with the private environment again.</source>
        <translation>Wieder mit der eigenen Umgebung rechnen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Import the libraries: tells their versions, the device and the GPU's memory.</source>
        <translation>Die Bibliotheken importieren: zeigt ihre Versionen, das Gerät und den Speicher der GPU.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/form.py"/>
        <source>Versions, device and the last lines of the log, without your name and folders.</source>
        <translation>Versionen, Gerät und die letzten Zeilen des Protokolls, ohne persönlichen Namen und Ordner.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>a Mac has no NVIDIA driver; Apple's GPUs are in the CPU build</source>
        <translation>ein Mac hat keinen NVIDIA-Treiber; GPUs von Apple sind im CPU-Build enthalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>no NVIDIA graphics card was found</source>
        <translation>keine NVIDIA-Grafikkarte gefunden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>libcuda offers CUDA {0}.{1} on {2}</source>
        <translation>libcuda bietet CUDA {0}.{1} auf {2}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>nvidia-smi failed: {0}</source>
        <translation>nvidia-smi ist fehlgeschlagen: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>nvidia-smi names no CUDA version</source>
        <translation>nvidia-smi nennt keine CUDA-Version</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/gpu_driver.py"/>
        <source>nvidia-smi offers CUDA {0}.{1} on {2}</source>
        <translation>nvidia-smi bietet CUDA {0}.{1} auf {2}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>looking for Python</source>
        <translation>Python suchen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>{0} build</source>
        <translation>{0}-Build</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>making the environment</source>
        <translation>Umgebung erstellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Remove the environment {0}? Making it again takes minutes.</source>
        <translation>Die Umgebung {0} entfernen? Sie neu zu erstellen dauert einige Minuten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Remove the environment</source>
        <translation>Umgebung entfernen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>removing the environment</source>
        <translation>Umgebung entfernen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>checking the environment</source>
        <translation>Umgebung prüfen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>checking a Python</source>
        <translation>Python prüfen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>forgetting a Python</source>
        <translation>Python vergessen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Copied: paste it into the bug report.</source>
        <translation>Kopiert: in den Fehlerbericht einfügen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Stopped; nothing has changed.</source>
        <translation>Angehalten; nichts hat sich geändert.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/page.py"/>
        <source>Something went wrong that should not: {0}. The log has the details.</source>
        <translation>Etwas ging schief, das nicht schiefgehen sollte: {0}. Details stehen im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>Free some space on the disk, then try again.</source>
        <translation>Auf dem Datenträger Platz schaffen, dann erneut versuchen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>pip cannot use a SOCKS proxy: set an HTTP proxy under Settings ▸ Options ▸ Network, or give a folder of wheels.</source>
        <translation>pip kann keinen SOCKS-Proxy verwenden: unter Einstellungen ▸ Optionen ▸ Netzwerk einen HTTP-Proxy einstellen oder einen Ordner mit Wheels angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>A package is not the one that Sourcerer was tested with: it was damaged or replaced on the way. Try again, over another network; for packages that you built yourselves give a folder of wheels.</source>
        <translation>Ein Paket ist nicht das, mit dem Sourcerer getestet wurde: Es wurde unterwegs beschädigt oder ausgetauscht. Noch einmal versuchen, über ein anderes Netzwerk; für selbst gebaute Pakete einen Ordner mit Wheels angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>Check the proxy under Settings ▸ Options ▸ Network, then try again.</source>
        <translation>Den Proxy unter Einstellungen ▸ Optionen ▸ Netzwerk prüfen, dann erneut versuchen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>The network replaces certificates: ask its administrator for the certificate file and set the environment variable PIP_CERT to it, or give a folder of wheels.</source>
        <translation>Das Netzwerk ersetzt Zertifikate: bei der Administration nach der Zertifikatsdatei fragen und die Umgebungsvariable PIP_CERT darauf setzen oder einen Ordner mit Wheels angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>Check the network, and the proxy under Settings ▸ Options ▸ Network, or give a folder of wheels; what was downloaded is kept for the next try.</source>
        <translation>Das Netzwerk und den Proxy unter Einstellungen ▸ Optionen ▸ Netzwerk prüfen oder einen Ordner mit Wheels angeben; bereits Heruntergeladenes bleibt für den nächsten Versuch erhalten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>The folder of wheels lacks {0}, or its build for Python {1}: add it.</source>
        <translation>Im Ordner mit Wheels fehlt {0} oder der Build davon für Python {1}: hinzufügen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>There is no build of {0} for Python {1} on this computer: name another Python with “Use another Python …”.</source>
        <translation>Es gibt auf diesem Rechner keinen Build von {0} für Python {1}: mit „Anderes Python …“ ein anderes angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>Ask for the right to write there, or end other programs that use it.</source>
        <translation>Dort Schreibrechte anfordern oder andere Programme beenden, die es verwenden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_failure.py"/>
        <source>Try again; if it fails again, copy the diagnostics into a bug report.</source>
        <translation>Erneut versuchen; schlägt es wieder fehl, die Diagnose in einen Fehlerbericht kopieren.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_progress.py"/>
        <source>unpacking, {0} of {1}</source>
        <translation>entpacken, {0} von {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_progress.py"/>
        <source>looking for packages</source>
        <translation>Pakete suchen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_progress.py"/>
        <source>downloading {0}</source>
        <translation>{0} herunterladen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/pip_progress.py"/>
        <source>downloading {0}: {1:.0f} of {2:.0f} MB</source>
        <translation>{0} herunterladen: {1:.0f} von {2:.0f} MB</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/place.py"/>
        <source>The folder {0} cannot be made: {1}.</source>
        <translation>Der Ordner {0} kann nicht angelegt werden: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/place.py"/>
        <source>Another window works on the environment {0} at the moment.</source>
        <translation>Ein anderes Fenster arbeitet gerade an der Umgebung {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/place.py"/>
        <source>Wait until it has finished.</source>
        <translation>Warten, bis es fertig ist.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/place.py"/>
        <source>{0} cannot be renamed to {1}: {2}.</source>
        <translation>{0} kann nicht in {1} umbenannt werden: {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/place.py"/>
        <source>Wait until no run of Sourcerer uses it, then try again.</source>
        <translation>Warten, bis kein Lauf von Sourcerer sie verwendet, dann erneut versuchen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>No Python was found to make the environment with.</source>
        <translation>Es wurde kein Python gefunden, mit dem sich die Umgebung erstellen lässt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>Install Python {0} or newer, or name one with “Use another Python …”.</source>
        <translation>Python {0} oder neuer installieren oder eines mit „Anderes Python …“ angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>{0} does not work as a Python: {1}.</source>
        <translation>{0} funktioniert nicht als Python: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>Name another one with “Use another Python …”.</source>
        <translation>Mit „Anderes Python …“ ein anderes angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>{0} is Python {1} with {2} bits; Sourcerer needs {3} or newer with 64.</source>
        <translation>{0} ist Python {1} mit {2} Bit; Sourcerer benötigt {3} oder neuer mit 64 Bit.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>{0} (Python {1}) cannot make environments: {2}.</source>
        <translation>{0} (Python {1}) kann keine Umgebungen erstellen: {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>In a terminal, run “{0}”; then look again here.</source>
        <translation>In einem Terminal „{0}“ ausführen; dann hier erneut suchen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>Install Python's modules venv and ensurepip, or name another Python.</source>
        <translation>Die Python-Module venv und ensurepip installieren oder ein anderes Python angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>The folder {0} holds no Python environment.</source>
        <translation>Der Ordner {0} enthält keine Python-Umgebung.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>{0} is not there.</source>
        <translation>{0} ist nicht vorhanden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/probe.py"/>
        <source>{0} is not a Python interpreter: its name does not begin with “python”.</source>
        <translation>{0} ist kein Python-Interpreter: Der Name beginnt nicht mit „python“.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/progress.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/progress.py"/>
        <source>Stop at once and remove what was made so far.</source>
        <translation>Sofort anhalten und das bisher Erstellte entfernen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/progress.py"/>
        <source>What pip says.</source>
        <translation>Ausgabe von pip.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>The folder {0} holds no wheels (*.whl).</source>
        <translation>Der Ordner {0} enthält keine Wheels (*.whl).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Fill it on a computer with network: python -m pip download -d FOLDER -r {0}</source>
        <translation>Auf einem Rechner mit Netzwerk füllen: python -m pip download -d ORDNER -r {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>The environment {0} cannot be written: {1}.</source>
        <translation>Die Umgebung {0} kann nicht geschrieben werden: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Free some space, or ask for the right to write there.</source>
        <translation>Platz schaffen oder dort Schreibrechte anfordern.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>The private environment can be made from it, though: see below.</source>
        <translation>Die eigene Umgebung kann jedoch daraus erstellt werden: siehe unten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 2 of 3: installing from the folder</source>
        <translation>Schritt 2 von 3: aus dem Ordner installieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 2 of 4: PyTorch</source>
        <translation>Schritt 2 von 4: PyTorch</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 3 of 4: the other libraries</source>
        <translation>Schritt 3 von 4: die übrigen Bibliotheken</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 3 of 3: checking</source>
        <translation>Schritt 3 von 3: prüfen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 4 of 4: checking</source>
        <translation>Schritt 4 von 4: prüfen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Step 1 of {0}: making the environment</source>
        <translation>Schritt 1 von {0}: Umgebung erstellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>{0} could not make an environment:
{1}</source>
        <translation>{0} konnte keine Umgebung erstellen:
{1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>pip could not install the libraries:
{0}</source>
        <translation>pip konnte die Bibliotheken nicht installieren:
{0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>{0} has {1:.1f} GB of free space; making the environment takes {2:.1f} GB.</source>
        <translation>{0} hat {1:.1f} GB freien Platz; das Erstellen der Umgebung benötigt {2:.1f} GB.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/setup.py"/>
        <source>Free some space on this disk, then try again.</source>
        <translation>Auf diesem Datenträger Platz schaffen, dann erneut versuchen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/task.py"/>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/task.py"/>
        <source>deleting old files</source>
        <translation>Alte Dateien löschen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Sourcerer computes in a Python environment of its own, apart from QGIS, because its libraries (PyTorch and others) would get in the way of those of QGIS. “Create” makes it, once, in some minutes. It needs no rights of an administrator and changes nothing else on this computer.</source>
        <translation>Sourcerer rechnet in einer eigenen Python-Umgebung, getrennt von QGIS, weil sich seine Bibliotheken (PyTorch und andere) mit denen von QGIS nicht vertragen. „Erstellen“ legt sie einmalig in einigen Minuten an. Das benötigt keine Administratorrechte und ändert sonst nichts an diesem Rechner.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Sourcerer computes with the Python that you chose:
{0}</source>
        <translation>Sourcerer rechnet mit dem gewählten Python:
{0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Sourcerer computes with its private environment:
{0}</source>
        <translation>Sourcerer rechnet mit seiner eigenen Umgebung:
{0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Sourcerer computes with the environment beside the plugin:
{0}</source>
        <translation>Sourcerer rechnet mit der Umgebung neben der Erweiterung:
{0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>about {0:.1f} GB, {1:.1f} GB while it is made; {2:.1f} GB are free</source>
        <translation>etwa {0:.1f} GB, {1:.1f} GB während des Erstellens; {2:.1f} GB sind frei</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>{0}, found at {1}</source>
        <translation>{0}, gefunden unter {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>the {0} build: {1}</source>
        <translation>der {0}-Build: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>the {0} build, as you chose; {1}</source>
        <translation>der {0}-Build, wie gewählt; {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/environments/words.py"/>
        <source>The private environment was made for another version of Sourcerer: repair it.</source>
        <translation>Die eigene Umgebung wurde für eine andere Version von Sourcerer erstellt: reparieren.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/footer.py"/>
        <source>Adapt the source model, map the images, write the report.</source>
        <translation>Quellmodell anpassen, Bilder kartieren, Bericht schreiben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/footer.py"/>
        <source>Stop the run; no file is left.</source>
        <translation>Den Lauf anhalten; es bleibt keine Datei zurück.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_counts.py"/>
        <source>The field {1} of {0} holds more than {2} different values.</source>
        <translation>Das Feld {1} von {0} enthält mehr als {2} verschiedene Werte.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_counts.py"/>
        <source>Choose the field that holds the class, not an identifier or a measurement.</source>
        <translation>Das Feld mit der Klasse wählen, keine Kennung und keinen Messwert.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>New class …</source>
        <translation>Neue Klasse …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Ignore {0}</source>
        <translation>{0} ignorieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>≈ px</source>
        <translation>≈ px</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Polygons</source>
        <translation>Polygone</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Pixels, about</source>
        <translation>Pixel, ungefähr</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Value of the field</source>
        <translation>Wert des Feldes</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Class of the model</source>
        <translation>Klasse des Modells</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>ignored</source>
        <translation>ignoriert</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>The model knows no such class. Click to say what the value means.</source>
        <translation>Das Modell kennt keine solche Klasse. Klicken, um die Bedeutung des Werts anzugeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>A point counts as one pixel.</source>
        <translation>Ein Punkt zählt als ein Pixel.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>From the area of the polygons and that of a pixel of the images.</source>
        <translation>Aus der Fläche der Polygone und der eines Pixels der Bilder.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/class_table.py"/>
        <source>{0} (new)</source>
        <translation>{0} (neu)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>All of the images</source>
        <translation>Alle Bilder vollständig</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>Map canvas</source>
        <translation>Kartenansicht</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>A rectangle</source>
        <translation>Ein Rechteck</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>Polygons of a layer</source>
        <translation>Polygone eines Layers</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>Draw it on the canvas, or take it from a layer.</source>
        <translation>Auf der Kartenansicht zeichnen oder aus einem Layer übernehmen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>[Choose a layer]</source>
        <translation>[Layer wählen]</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/extent_chooser.py"/>
        <source>Only pixels whose centre lies in one of its polygons are mapped.</source>
        <translation>Nur Pixel, deren Mittelpunkt in einem seiner Polygone liegt, werden kartiert.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/feature_filter.py"/>
        <source>Filter: all features</source>
        <translation>Filter: alle Objekte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/feature_filter.py"/>
        <source>An expression of QGIS, such as: "year" = 2019</source>
        <translation>Ein QGIS-Ausdruck, etwa: "year" = 2019</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/feature_filter.py"/>
        <source>Build the filter.</source>
        <translation>Den Filter erstellen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/feature_filter.py"/>
        <source>Filter the labels</source>
        <translation>Labels filtern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/findings.py"/>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/findings.py"/>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/findings.py"/>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Sourcerer adapts a model that was trained where labels are plenty. There is none in your library yet. Three ways to a first one:</source>
        <translation>Sourcerer passt ein Modell an, das dort trainiert wurde, wo es viele Labels gibt. In der Bibliothek ist noch keines. Drei Wege zum ersten:</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Train one …</source>
        <translation>Trainieren …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Import one …</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Make the example …</source>
        <translation>Beispiel erstellen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>From images and labels of your own, of a region and year with many labels.</source>
        <translation>Aus eigenen Bildern und Labels eines Gebiets und Jahres mit vielen Labels.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>A model file (.safetensors), or PyTorch weights (.pth) with a card (.json).</source>
        <translation>Eine Modelldatei (.safetensors) oder PyTorch-Gewichte (.pth) mit einem Steckbrief (.json).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Writes a small made-up scene, about 30 MB, and trains a source model on it: all that a first map needs. Takes a few minutes.</source>
        <translation>Schreibt eine kleine künstliche Szene, etwa 30 MB, und trainiert daran ein Quellmodell: alles, was für eine erste Karte nötig ist. Dauert einige Minuten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/first_model.py"/>
        <source>Where to put the example: a new folder is made there</source>
        <translation>Wohin mit dem Beispiel? Dort wird ein neuer Ordner angelegt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/form.py"/>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/form.py"/>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/form.py"/>
        <source>Processing's {0}</source>
        <translation>{0} (Verarbeitung)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/form.py"/>
        <source>To do: {0}</source>
        <translation>Noch offen: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_rows.py"/>
        <source>left out by you</source>
        <translation>von Hand weggelassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Folder or archive</source>
        <translation>Ordner oder Archiv</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Layers of this project</source>
        <translation>Layer dieses Projekts</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Folder of images</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Folder or .zip</source>
        <translation>Ordner oder .zip</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Image files</source>
        <translation>Bilddateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Images, archives, lists</source>
        <translation>Bilder, Archive, Listen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>{0} layers …</source>
        <translation>{0} Layer …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_source.py"/>
        <source>Choose layers …</source>
        <translation>Layer wählen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Use, date</source>
        <translation>Nutzung, Termin</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Bands</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Clear</source>
        <translation>Klar</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>no date</source>
        <translation>kein Datum</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Untick to leave out the images of this day. The dates of a file that holds several are told by the file.</source>
        <translation>Abwählen, um die Bilder dieses Tages wegzulassen. Die Daten einer Datei mit mehreren Terminen nennt die Datei selbst.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Given by you; found was {0}.</source>
        <translation>Von Hand angegeben; gefunden wurde {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Untick to leave the image out. Double-click to correct the date.</source>
        <translation>Haken entfernen, um das Bild wegzulassen. Doppelklicken, um das Datum zu berichtigen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Images as they were understood</source>
        <translation>Bilder, wie sie verstanden wurden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_table.py"/>
        <source>Use all images, with the dates that were found.</source>
        <translation>Alle Bilder mit den gefundenen Terminen verwenden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>None of {0} images can be used.</source>
        <translation>Keines von {0} Bildern ist verwendbar.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} image</source>
        <translation>{0} Bild</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} images</source>
        <translation>{0} Bilder</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} to {1}</source>
        <translation>{0} bis {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} band</source>
        <translation>{0} Kanal</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} bands</source>
        <translation>{0} Kanäle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} clear</source>
        <translation>{0} klar</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} image is not used</source>
        <translation>{0} Bild wird nicht verwendet</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} images are not used</source>
        <translation>{0} Bilder werden nicht verwendet</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>Left out: {0}</source>
        <translation>Weggelassen: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} files are left out, the first: {1}</source>
        <translation>{0} Dateien werden weggelassen, die erste: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>The values look like those that the model was trained on.</source>
        <translation>Die Werte gleichen denen, mit denen das Modell trainiert wurde.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} of the model's {1} bands are missing: {2}.</source>
        <translation>{0} der {1} Kanäle des Modells fehlen: {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>All {0} bands of the model are there</source>
        <translation>Alle {0} Kanäle des Modells sind vorhanden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} of {1} dates lie in the model's season; the longest gap is {2} days.</source>
        <translation>{0} von {1} Terminen liegen in der Saison des Modells; die längste Lücke beträgt {2} Tage.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>What grows and is cut in between stays unseen.</source>
        <translation>Was dazwischen wächst und geerntet wird, bleibt ungesehen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/image_words.py"/>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Each image …</source>
        <translation>Bilder einzeln …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Look again</source>
        <translation>Erneut ansehen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>What was understood of each image; correct its date or leave it out.</source>
        <translation>Was von jedem Bild verstanden wurde; Datum berichtigen oder Bild weglassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Read the images again, where files have changed.</source>
        <translation>Die Bilder neu lesen, wenn sich Dateien geändert haben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>found from model and dates</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Image time series</source>
        <translation>Bildzeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Looking at the images …</source>
        <translation>Bilder werden angesehen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/images_section.py"/>
        <source>Looking at the images was cancelled.</source>
        <translation>Das Ansehen der Bilder wurde abgebrochen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/job_progress.py"/>
        <source>Starting …</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>There are no labels: no feature has a value here.</source>
        <translation>Keine Labels: Kein Objekt hat hier einen Wert.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>{0} features without a value or a shape are left out.</source>
        <translation>{0} Objekte ohne Wert oder Geometrie werden weggelassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>The model knows no class {0}: say below what it means.</source>
        <translation>Das Modell kennt keine Klasse {0}: unten angeben, was sie bedeutet.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>The model knows no class for {0} values: {1}. Say below what they mean.</source>
        <translation>Das Modell kennt für {0} Werte keine Klasse: {1}. Unten angeben, was sie bedeuten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>All labels are ignored: none is left to learn from.</source>
        <translation>Alle Labels werden ignoriert: Keines bleibt zum Lernen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>Every value has its class.</source>
        <translation>Jeder Wert hat seine Klasse.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>Only one polygon each, to learn from or to check with, not both: {0}.</source>
        <translation>Nur je ein Polygon, zum Lernen oder zum Prüfen, nicht für beides: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>Only one point each, to learn from or to check with, not both: {0}.</source>
        <translation>Nur je ein Punkt, zum Lernen oder zum Prüfen, nicht für beides: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>The model knows more classes, which cannot be checked here without labels: {0}.</source>
        <translation>Das Modell kennt weitere Klassen, die hier ohne Labels nicht geprüft werden können: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/label_words.py"/>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Ignore them</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>New classes</source>
        <translation>Neue Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Leave out edges</source>
        <translation>Ränder weglassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Leave the labels of these values out.</source>
        <translation>Die Labels dieser Werte weglassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Let the model learn each as a class.</source>
        <translation>Das Modell jeden davon als Klasse lernen lassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Take those features alone that are selected in QGIS.</source>
        <translation>Nur die in QGIS gewählten Objekte verwenden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/labels_section.py"/>
        <source>Selected only ({0})</source>
        <translation>Nur gewählte ({0})</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/layer_picker.py"/>
        <source>Layers of the image time series</source>
        <translation>Layer der Bildzeitreihe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/layer_picker.py"/>
        <source>Search layers</source>
        <translation>Layer suchen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/layer_picker.py"/>
        <source>Tick all</source>
        <translation>Alle anhaken</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/layer_picker.py"/>
        <source>Untick all</source>
        <translation>Alle abhaken</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>Library …</source>
        <translation>Bibliothek …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>Rank my models</source>
        <translation>Rangliste</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>Choose a model file outside of the library.</source>
        <translation>Eine Modelldatei außerhalb der Bibliothek wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>All models with their facts; train or import one.</source>
        <translation>Alle Modelle mit ihren Angaben; eines trainieren oder importieren.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>How well each model of the library does on your labels before it is adapted.</source>
        <translation>Wie gut jedes Modell der Bibliothek ohne Anpassung zu den eigenen Labels passt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>[Choose a model]</source>
        <translation>[Modell wählen]</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>Choose a source model</source>
        <translation>Quellmodell wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/model_section.py"/>
        <source>The example's source model is chosen, and its labelled fields are in the project. Next, choose the images, the folder {0}, and the labels, the layer “Example fields” with its field {1}.</source>
        <translation>Das Quellmodell des Beispiels ist gewählt, und seine gelabelten Felder sind im Projekt. Als Nächstes die Bilder wählen, den Ordner {0}, und die Labels, den Layer „Beispielfelder“ mit seinem Feld {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>More settings</source>
        <translation>Weitere Einstellungen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>NVIDIA GPU</source>
        <translation>NVIDIA-GPU</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>Apple GPU</source>
        <translation>Apple-GPU</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/more_settings.py"/>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/new_class.py"/>
        <source>New class</source>
        <translation>Neue Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/new_class.py"/>
        <source>Colour of the class</source>
        <translation>Farbe der Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/new_class.py"/>
        <source>The model learns it from the labels with the value {0}.</source>
        <translation>Das Modell lernt sie aus den Labels mit dem Wert {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/new_class.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/new_class.py"/>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/rank_dialog.py"/>
        <source>The accuracy of each model as it is, not adapted yet, on your labels. The choice of the source model matters: one that does well here usually needs fewer labels.</source>
        <translation>Die Genauigkeit jedes Modells, unverändert und noch nicht angepasst, an den eigenen Labels. Die Wahl des Quellmodells zählt: Eines, das hier gut abschneidet, benötigt meist weniger Labels.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/rank_dialog.py"/>
        <source>Use this model</source>
        <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/rank_dialog.py"/>
        <source>Remark</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/rank_dialog.py"/>
        <source>None of the models fits; the remarks say why.</source>
        <translation>Keines der Modelle passt; die Anmerkungen nennen den Grund.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/rank_dialog.py"/>
        <source>{0:.1f} %</source>
        <translation>{0:.1f} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>choose one</source>
        <translation>wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>choose some</source>
        <translation>wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>do not fit the model</source>
        <translation>passen nicht zum Modell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>{0} files</source>
        <translation>{0} Dateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>choose a layer</source>
        <translation>Layer wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>choose the field</source>
        <translation>Feld wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>match the classes</source>
        <translation>Klassen zuordnen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>choose the part</source>
        <translation>Ausschnitt wählen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/readiness.py"/>
        <source>temporary file</source>
        <translation>temporäre Datei</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>[Temporary file]</source>
        <translation>[Temporäre Datei]</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source> % of polygons</source>
        <translation> % der Polygone</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Map to write</source>
        <translation>Zu schreibende Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>How the source model meets your labels.</source>
        <translation>Wie das Quellmodell auf die Labels trifft.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Keep aside to measure accuracy</source>
        <translation>Zum Messen der Genauigkeit zurückhalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>A smaller part is mapped sooner. Labels outside of it count as well.</source>
        <translation>Ein kleinerer Ausschnitt ist schneller kartiert. Labels außerhalb zählen ebenfalls.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Part to map</source>
        <translation>Zu kartierender Ausschnitt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Also write</source>
        <translation>Auch schreiben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Margin</source>
        <translation>Vorsprung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Observations</source>
        <translation>Beobachtungen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>A raster of how probable the mapped class is, in percent, as the model takes it to be.</source>
        <translation>Ein Raster, wie wahrscheinlich die kartierte Klasse nach Einschätzung des Modells ist, in Prozent.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>A raster of how far the mapped class is ahead of the second in probability.</source>
        <translation>Ein Raster, wie weit die kartierte Klasse in der Wahrscheinlichkeit vor der zweiten liegt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>A raster of clear observations in the season, and of the longest gap between them.</source>
        <translation>Ein Raster der klaren Beobachtungen in der Saison und der längsten Lücke dazwischen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/settings_section.py"/>
        <source>Points at the most uncertain places, where a further polygon tells the model most.</source>
        <translation>Punkte an den unsichersten Orten, wo ein weiteres Polygon dem Modell am meisten sagt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_plot.py"/>
        <source>Strength of the pull over the number of labelled pixels</source>
        <translation>Stärke der Bindung über der Anzahl gelabelter Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_plot.py"/>
        <source>λ is chosen by the labels while it runs; the curve stands in the result.</source>
        <translation>λ wird während des Laufs durch die Labels gewählt; die Kurve steht im Ergebnis.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_plot.py"/>
        <source>Choose labels to see the λ that they give.</source>
        <translation>Labels wählen, um das λ zu sehen, das sie ergeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_plot.py"/>
        <source>About {0} labelled pixels: λ = {1}.</source>
        <translation>Etwa {0} gelabelte Pixel: λ = {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_plot.py"/>
        <source>labelled pixels</source>
        <translation>gelabelte Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Chosen by labels</source>
        <translation>Durch Labels gewählt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Paper's schedule</source>
        <translation>Zeitplan des Papers</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>A value of λ</source>
        <translation>Ein Wert für λ</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>λ, from 0 (no pull) to 1e12 (the source model).</source>
        <translation>λ, von 0 (keine Bindung) bis 1e12 (das Quellmodell).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Value of λ</source>
        <translation>Wert von λ</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Proximal (exact)</source>
        <translation>Proximal (exakt)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>In the loss (as published)</source>
        <translation>Im Verlust (wie veröffentlicht)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Decoupled (as AdamW)</source>
        <translation>Entkoppelt (wie AdamW)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/strength_setting.py"/>
        <source>Give λ as a number from 0 to 1e12.</source>
        <translation>λ als Zahl von 0 bis 1e12 angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/form/telling.py"/>
        <source>Cancelled; no file was written.</source>
        <translation>Abgebrochen; es wurde keine Datei geschrieben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>All {0} images are left out.</source>
        <translation>Alle {0} Bilder sind weggelassen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Tick those to use in the table of images.</source>
        <translation>Die zu verwendenden in der Bildtabelle anhaken.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Both image layers ({0}) and a folder of images ({1}) are given.</source>
        <translation>Sowohl Bild-Layer ({0}) als auch ein Ordner mit Bildern ({1}) sind angegeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Give one of them.</source>
        <translation>Nur eines davon angeben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>{0} is not a folder.</source>
        <translation>{0} ist kein Ordner.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose the folder that holds the images, or an archive ({0}) of them.</source>
        <translation>Den Ordner mit den Bildern oder ein Archiv ({0}) davon wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>The map is a GeoTIFF, {0} ends in {1}.</source>
        <translation>Die Karte ist ein GeoTIFF, {0} endet auf {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Give a name that ends in {0}.</source>
        <translation>Einen Namen angeben, der auf {0} endet.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>No source model is chosen.</source>
        <translation>Es ist kein Quellmodell gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose one under “1 Source model”, or make one there.</source>
        <translation>Unter „1 Quellmodell“ eines wählen oder dort eines anlegen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>No images are chosen.</source>
        <translation>Es sind keine Bilder gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose the folder that holds them.</source>
        <translation>Den Ordner wählen, der sie enthält.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>The model knows no class for these values of {0}: {1}.</source>
        <translation>Das Modell kennt für diese Werte von {0} keine Klasse: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Say in the table of classes what each of them means.</source>
        <translation>In der Klassentabelle angeben, was jeder davon bedeutet.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>No labels are chosen.</source>
        <translation>Es sind keine Labels gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Load a layer of polygons or points whose classes you know, and choose it.</source>
        <translation>Einen Layer mit Polygonen oder Punkten laden, deren Klassen bekannt sind, und wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>No field of {0} is chosen.</source>
        <translation>Es ist kein Feld von {0} gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose the field that holds the class.</source>
        <translation>Das Feld mit der Klasse wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>The extent to map is empty: {0}.</source>
        <translation>Die zu kartierende Ausdehnung ist leer: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose another, or map all of the images.</source>
        <translation>Eine andere wählen oder alle Bilder vollständig kartieren.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>The extent to map has no coordinate reference system.</source>
        <translation>Die zu kartierende Ausdehnung hat kein Koordinatenbezugssystem.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_builder.py"/>
        <source>Choose one of the canvas or of a layer.</source>
        <translation>Die der Kartenansicht oder eines Layers wählen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_files.py"/>
        <source>{0} cannot be written: {1}</source>
        <translation>{0} kann nicht geschrieben werden: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/job_files.py"/>
        <source>Make room on the disk of temporary files.</source>
        <translation>Auf dem Datenträger für temporäre Dateien Platz schaffen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>No feature of {0} is selected.</source>
        <translation>Kein Objekt von {0} ist gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>Select some, or take all features.</source>
        <translation>Einige wählen oder alle Objekte verwenden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>No selected feature of {0} fulfils {1}.</source>
        <translation>Kein gewähltes Objekt von {0} erfüllt {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>No feature of {0} fulfils {1}.</source>
        <translation>Kein Objekt von {0} erfüllt {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>Change the filter.</source>
        <translation>Den Filter ändern.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>The layer {0} is no file on this computer: {1}</source>
        <translation>Der Layer {0} ist keine Datei auf diesem Rechner: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>Save it as GeoTIFF first.</source>
        <translation>Zuerst als GeoTIFF speichern.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>The layer {0} holds {1}; it must hold {2}.</source>
        <translation>Der Layer {0} enthält {1}; erforderlich sind {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>polygons</source>
        <translation>Polygone</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>polygons or points</source>
        <translation>Polygone oder Punkte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>The layer {0} has no field {1}; it has {2}.</source>
        <translation>Der Layer {0} hat kein Feld {1}; vorhanden: {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>The layer {0} has no coordinate reference system.</source>
        <translation>Der Layer {0} hat kein Koordinatenbezugssystem.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>Set it in the layer's properties.</source>
        <translation>In den Eigenschaften des Layers festlegen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>The layer cannot be copied to {0}: {1}</source>
        <translation>Der Layer kann nicht nach {0} kopiert werden: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_export.py"/>
        <source>Make room on the disk of temporary files, or save the layer to a file yourself.</source>
        <translation>Auf dem Datenträger für temporäre Dateien Platz schaffen oder den Layer selbst in eine Datei speichern.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_import.py"/>
        <source>{0} is no style that QGIS reads: {1}</source>
        <translation>{0} ist kein Stil, den QGIS liest: {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/layer_import.py"/>
        <source>{0} was written, but QGIS cannot read it.</source>
        <translation>{0} wurde geschrieben, aber QGIS kann es nicht lesen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Classes ({0})</source>
        <translation>Klassen ({0})</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Bands ({0})</source>
        <translation>Kanäle ({0})</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Sensor</source>
        <translation>Sensor</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Not measured: no labels were kept aside.</source>
        <translation>Nicht gemessen: Es wurden keine Labels zurückgehalten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Overall accuracy {0:.1f} %</source>
        <translation>Gesamtgenauigkeit {0:.1f} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>{0}, macro F1 {1:.1f} %</source>
        <translation>{0}, Makro-F1 {1:.1f} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>measured on {0:,.0f} pixels of {1:,.0f} polygons that the fit never saw.</source>
        <translation>gemessen an {0:,.0f} Pixeln aus {1:,.0f} Polygonen, die die Anpassung nie gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>The model was then fitted again on all polygons.</source>
        <translation>Das Modell wurde danach an allen Polygonen neu angepasst.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>It may be lower elsewhere or in another year.</source>
        <translation>Anderswo oder in einem anderen Jahr kann sie geringer sein.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>{0} to {1}, {2} dates</source>
        <translation>{0} bis {1}, {2} Termine</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Season</source>
        <translation>Saison</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Units</source>
        <translation>Einheiten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>TempCNN, {0:,} parameters</source>
        <translation>TempCNN, {0:,} Parameter</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Made from</source>
        <translation>Erstellt aus</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>not told</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>{0:,} pixels of {1:,} polygons</source>
        <translation>{0:,} Pixel aus {1:,} Polygonen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>{0:.0f} % of the way from the source model to plain training</source>
        <translation>{0:.0f} % des Wegs vom Quellmodell zum reinen Training</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Moved</source>
        <translation>Bewegt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Source model (SHA-256)</source>
        <translation>Quellmodell (SHA-256)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Made with</source>
        <translation>Erstellt mit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Band</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>Values from</source>
        <translation>Werte von</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/details.py"/>
        <source>… and {0:,} more</source>
        <translation>… und {0:,} weitere</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Model library</source>
        <translation>Modellbibliothek</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Add folder …</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Remove folder</source>
        <translation>Ordner entfernen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Import …</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Show in file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Name, sensor, class, band, year …</source>
        <translation>Name, Sensor, Klasse, Kanal, Jahr …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Show the models of one folder and the folders in it.</source>
        <translation>Die Modelle eines Ordners und seiner Unterordner zeigen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Take the folder shown out of the library; its files stay where they are.</source>
        <translation>Den gezeigten Ordner aus der Bibliothek nehmen; seine Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>All folders</source>
        <translation>Alle Ordner</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Imported models</source>
        <translation>Importierte Modelle</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>{0} of {1} model files</source>
        <translation>{0} von {1} Modelldateien</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>reading …</source>
        <translation>wird gelesen …</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>{0} is not there</source>
        <translation>{0} ist nicht vorhanden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/dialog.py"/>
        <source>Folder that holds models</source>
        <translation>Ordner mit Modellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/example_run.py"/>
        <source>Example fields</source>
        <translation>Beispielfelder</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/example_run.py"/>
        <source>The worker made an example scene without a {0}.</source>
        <translation>Der Worker hat eine Beispielszene ohne {0} erstellt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Models ({0})</source>
        <translation>Modelle ({0})</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Card of {0}: its bands, dates, value ranges and classes</source>
        <translation>Steckbrief von {0}: Kanäle, Termine, Wertebereiche und Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Model card (*.json)</source>
        <translation>Modellsteckbrief (*.json)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>The card</source>
        <translation>Der Steckbrief</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>The model's file</source>
        <translation>Die Modelldatei</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>The library already holds a model file {0}.</source>
        <translation>Die Bibliothek enthält bereits eine Modelldatei {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/importing.py"/>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/ranking.py"/>
        <source>There is no model to rank.</source>
        <translation>Es gibt kein Modell zum Vergleichen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/ranking.py"/>
        <source>Import models, or add a folder that holds some, in the library.</source>
        <translation>In der Bibliothek Modelle importieren oder einen Ordner hinzufügen, der welche enthält.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/scan.py"/>
        <source>{0}: reading the model library</source>
        <translation>{0}: Modellbibliothek lesen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/table.py"/>
        <source>Dates</source>
        <translation>Termine</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/table.py"/>
        <source>Year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/table.py"/>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/library/table.py"/>
        <source>{0} (cannot be used)</source>
        <translation>{0} (nicht verwendbar)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/messages.py"/>
        <source>The run was cancelled; no file was written.</source>
        <translation>Der Lauf wurde abgebrochen; es wurde keine Datei geschrieben.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/messages.py"/>
        <source>Something went wrong that should not: {error}. The log has the details.</source>
        <translation>Etwas ging schief, das nicht schiefgehen sollte: {error}. Details stehen im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Sourcerer</source>
        <translation>Sourcerer</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Source model as it is</source>
        <translation>Unverändertes Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Without the source model</source>
        <translation>Ohne Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Trained on</source>
        <translation>Weitertrainiert</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Fine-tuned</source>
        <translation>Feinabgestimmt</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>DANN</source>
        <translation>DANN</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>MME</source>
        <translation>MME</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Adapts the source model, the closer to it the fewer labels there are.</source>
        <translation>Passt das Quellmodell an und bleibt ihm umso näher, je weniger Labels es gibt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Maps with the source model; labels serve to measure accuracy.</source>
        <translation>Kartiert mit dem Quellmodell; Labels dienen der Genauigkeitsmessung.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Trains a new model on your labels alone; needs many of them.</source>
        <translation>Trainiert ein neues Modell allein mit den eigenen Labels; benötigt viele davon.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Trains the source model on with your labels, unrestrained.</source>
        <translation>Trainiert das Quellmodell mit den eigenen Labels frei weiter.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Trains the last layers only; what reads the time series stays.</source>
        <translation>Trainiert nur die letzten Schichten; was die Zeitreihe liest, bleibt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Domain-adversarial training on source and target together; needs source samples.</source>
        <translation>Domänen-adversariales Training mit Quell- und Zielgebiet zusammen; benötigt Stichproben des Quellgebiets.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/method_words.py"/>
        <source>Minimax entropy on source and target together; needs source samples.</source>
        <translation>Minimax-Entropie mit Quell- und Zielgebiet zusammen; benötigt Stichproben des Quellgebiets.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>{0}: the model card is not usable ({1}).</source>
        <translation>{0}: Der Modellsteckbrief ist nicht verwendbar ({1}).</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>1 class</source>
        <translation>1 Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>{0} classes</source>
        <translation>{0} Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>1 band</source>
        <translation>1 Kanal</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>{0} dates from {1}</source>
        <translation>{0} Termine ab {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>{0} cannot be copied to {1}: {2}.</source>
        <translation>{0} kann nicht nach {1} kopiert werden: {2}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>Add the folder that holds it to the library instead, or free some space.</source>
        <translation>Stattdessen den Ordner, der sie enthält, in die Bibliothek aufnehmen oder Platz schaffen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>The folder for models, {0}, cannot be made: {1}.</source>
        <translation>Der Ordner für Modelle, {0}, kann nicht angelegt werden: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>trained on {0:,} pixels</source>
        <translation>trainiert mit {0:,} Pixeln</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/model_library.py"/>
        <source>accuracy on polygons left out {0:.0f} %</source>
        <translation>Genauigkeit auf zurückgehaltenen Polygonen {0:.0f} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Models (*.safetensors) in these folders are offered.</source>
        <translation>Modelle (*.safetensors) in diesen Ordnern werden angeboten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Folder of models</source>
        <translation>Ordner mit Modellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Add the folder named beside this button to the list.</source>
        <translation>Den neben diesem Knopf genannten Ordner zur Liste hinzufügen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Take the selected folders off the list; no file goes.</source>
        <translation>Die gewählten Ordner aus der Liste nehmen; keine Datei wird gelöscht.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Automatic: a GPU if there is one</source>
        <translation>Automatisch: eine GPU, falls vorhanden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>What computes, unless a run says otherwise.</source>
        <translation>Was rechnet, sofern ein Lauf nichts anderes angibt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Threads of the processor that a run may use.</source>
        <translation>Prozessor-Threads, die ein Lauf verwenden darf.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Memory for image data: bounds the part of the images that is read at once.</source>
        <translation>Speicher für Bilddaten: begrenzt den Teil der Bilder, der auf einmal gelesen wird.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Environment that computes</source>
        <translation>Rechenumgebung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Folders of models</source>
        <translation>Ordner mit Modellen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/options_page.py"/>
        <source>Computing</source>
        <translation>Berechnung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/project_state.py"/>
        <source>What was remembered of the form cannot be read: {0}</source>
        <translation>Die gemerkten Angaben des Formulars können nicht gelesen werden: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/class_bars.py"/>
        <source>F1 of each class</source>
        <translation>F1 je Klasse</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/class_bars.py"/>
        <source>{0}: F1 {1}, {2} held-out pixels.</source>
        <translation>{0}: F1 {1}, {2} zurückgehaltene Pixel.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/class_bars.py"/>
        <source>source model</source>
        <translation>Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/class_bars.py"/>
        <source>adapted</source>
        <translation>angepasst</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/confusion_picture.py"/>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/confusion_picture.py"/>
        <source>Confusion matrix, reference in rows, map in columns</source>
        <translation>Konfusionsmatrix, Referenz in Zeilen, Karte in Spalten</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/confusion_picture.py"/>
        <source>{0} pixels of {1} are mapped as {2}: {3} of that class.</source>
        <translation>{0} Pixel der Klasse {1} sind als {2} kartiert: {3} dieser Klasse.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/confusion_picture.py"/>
        <source>map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/next_places.py"/>
        <source>{0} holds no point: the model is equally sure of the whole map.</source>
        <translation>{0} enthält keinen Punkt: Das Modell ist sich auf der ganzen Karte gleich sicher.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/next_places.py"/>
        <source>The points cannot be shown in the project's CRS: {0}</source>
        <translation>Die Punkte können im KBS des Projekts nicht gezeigt werden: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>New round</source>
        <translation>Neue Runde</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>The whole report, in the browser.</source>
        <translation>Der ganze Bericht, im Browser.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Shows the most uncertain places on the map. The first is where a further polygon tells the model most.</source>
        <translation>Zeigt die unsichersten Orte auf der Karte. Am ersten sagt ein weiteres Polygon dem Modell am meisten.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Back to the settings, with the same source model. Add labels and run again: each round starts from the source model with all labels. Starting from the adapted model would count the labels twice that it has seen already.</source>
        <translation>Zurück zu den Einstellungen, mit demselben Quellmodell. Labels hinzufügen und erneut starten: Jede Runde beginnt beim Quellmodell mit allen Labels. Beim angepassten Modell zu beginnen, würde die Labels doppelt zählen, die es schon gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>How far from the source model</source>
        <translation>Wie weit vom Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Confusion matrix of the held-out pixels</source>
        <translation>Konfusionsmatrix der zurückgehaltenen Pixel</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Accuracy was not measured: {0}.</source>
        <translation>Die Genauigkeit wurde nicht gemessen: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>There is no result yet. Fill in the form and press Run.</source>
        <translation>Noch kein Ergebnis. Die Angaben ausfüllen und „Start“ drücken.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Of the source model → of the adapted model, with the 95 % interval of the latter.</source>
        <translation>Vom Quellmodell → vom angepassten Modell, mit dem 95-%-Intervall des letzteren.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>{0}: source model → adapted</source>
        <translation>{0}: Quellmodell → angepasst</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/page.py"/>
        <source>Not assessed, for lack of polygons: {0}.</source>
        <translation>Aus Mangel an Polygonen nicht bewertet: {0}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/report.py"/>
        <source>The report {0} cannot be read.</source>
        <translation>Der Bericht {0} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>No polygon could be left out and judged by the others, so how far to go could not be measured: the model moved a cautious default of {0} of the way from the source model to one trained on your labels alone.</source>
        <translation>Kein Polygon konnte ausgelassen und durch die übrigen beurteilt werden, daher war nicht messbar, wie weit zu gehen ist: Das Modell ging vorsichtshalber {0} des Wegs vom Quellmodell zu einem allein an den eigenen Labels trainierten Modell.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>Moved {0} of the way from the source model to one trained on your {1} labelled pixels alone: on polygons left out, {2} were right there, {3} with {4}.</source>
        <translation>{0} des Wegs vom Quellmodell zu einem allein an den {1} gelabelten Pixeln trainierten Modell gegangen: Auf ausgelassenen Polygonen waren dort {2} richtig, {3} mit {4}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>the source model and added outputs for new classes</source>
        <translation>dem Quellmodell und zusätzlichen Ausgängen für neue Klassen</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>the source model</source>
        <translation>dem Quellmodell</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>How far the model moved from the source is not shown: {0} cannot be read.</source>
        <translation>Wie weit sich das Modell vom Quellmodell entfernt hat, wird nicht gezeigt: {0} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>How far the model moved from the source model</source>
        <translation>Wie weit sich das Modell vom Quellmodell entfernt hat</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>Models between the source model (left; with added outputs where there are new classes) and one trained on these labels alone (right) were tried on polygons that were left out of the training. The line shows how much of them each classified rightly, the pixels of one polygon together counting for little more than one. The bars show how probable each is to be the best, where a short way is taken to be likelier from the start. The upright line is the choice: the mean of the bars.</source>
        <translation>Modelle zwischen dem Quellmodell (links; bei neuen Klassen mit zusätzlichen Ausgängen) und einem allein an diesen Labels trainierten (rechts) wurden an Polygonen erprobt, die beim Training ausgelassen waren. Die Linie zeigt, wie viel davon jedes richtig klassifizierte, wobei die Pixel eines Polygons zusammen kaum mehr als eines zählen. Die Balken zeigen, wie wahrscheinlich jedes das beste ist, wobei ein kurzer Weg von vornherein als wahrscheinlicher gilt. Die senkrechte Linie ist die Wahl: der Mittelwert der Balken.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>these labels alone</source>
        <translation>nur diese Labels</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>right on left-out polygons</source>
        <translation>richtig (ausgelassene)</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>probability</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/strength_curve.py"/>
        <source>chosen: {0}</source>
        <translation>gewählt: {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>95 % interval {0} to {1}</source>
        <translation>95-%-Intervall {0} bis {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>Measured on {0} {1}, {2} pixels.</source>
        <translation>Gemessen an {0} {1}, {2} Pixel.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>Measured on {0} {1}, {2} pixels: too few polygons for a 95 % interval.</source>
        <translation>Gemessen an {0} {1}, {2} Pixel: zu wenige Polygone für ein 95-%-Intervall.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>The change may be chance: its 95 % interval, {0} to {1} points, holds 0.</source>
        <translation>Die Änderung kann Zufall sein: Ihr 95-%-Intervall, {0} bis {1} Punkte, enthält 0.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>the paper's schedule</source>
        <translation>der Zeitplan der Veröffentlichung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>The pull towards the source model was λ = {0}{1}.</source>
        <translation>Die Bindung an das Quellmodell war λ = {0}{1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>{0} of the map's pixels have another class than the source model gives them.</source>
        <translation>{0} der Pixel der Karte haben eine andere Klasse, als das Quellmodell ihnen gibt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/result/words.py"/>
        <source>Method {0}: {1} labelled pixels in {2} polygons.</source>
        <translation>Methode {0}: {1} gelabelte Pixel in {2} Polygonen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>Loss and held-out accuracy while fitting</source>
        <translation>Verlust und Genauigkeit auf zurückgehaltenen Polygonen während der Anpassung</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>The loss on the labelled pixels (left axis) and the accuracy on the held-out polygons (right axis) after each number of updates. Where a model is fitted more than once, the fits before are pale. It is for display only: nothing is chosen by it, so the held-out polygons stay unseen.</source>
        <translation>Der Verlust auf den gelabelten Pixeln (linke Achse) und die Genauigkeit auf den zurückgehaltenen Polygonen (rechte Achse) nach jeder Anzahl von Schritten. Wird ein Modell mehrmals angepasst, sind die früheren Anpassungen blass. Dies dient nur der Anzeige: Nichts wird danach gewählt, die zurückgehaltenen Polygone bleiben also ungesehen.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>loss {0}</source>
        <translation>Verlust {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>held-out accuracy {0} %</source>
        <translation>Prüfgenauigkeit {0} %</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>held-out accuracy</source>
        <translation>Prüfgenauigkeit</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/learning_curve.py"/>
        <source>{0} updates</source>
        <translation>{0} Schritte</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/page.py"/>
        <source>For display only: nothing is chosen by it.</source>
        <translation>Nur zur Anzeige: Nichts wird danach gewählt.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/page.py"/>
        <source>The log of a run appears here.</source>
        <translation>Hier erscheint das Protokoll eines Laufs.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/page.py"/>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/page.py"/>
        <source>Nothing has been run yet.</source>
        <translation>Noch nichts gestartet.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/page.py"/>
        <source>Computing on {0}</source>
        <translation>Gerechnet wird auf {0}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/progress.py"/>
        <source>Starting</source>
        <translation>Wird gestartet</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>a few seconds left</source>
        <translation>noch einige Sekunden</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>about {0} s left</source>
        <translation>noch etwa {0} s</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>about {0} min left</source>
        <translation>noch etwa {0} min</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>about {0} h left</source>
        <translation>noch etwa {0} h</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>{0} s</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>{0} min {1} s</source>
        <translation>{0} min {1} s</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/run/time_left.py"/>
        <source>{0} h {1} min</source>
        <translation>{0} h {1} min</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/subset.py"/>
        <source>{0} has no field {1}</source>
        <translation>{0} hat kein Feld {1}</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/subset.py"/>
        <source>The filter {0} cannot be used: {1}.</source>
        <translation>Der Filter {0} kann nicht verwendet werden: {1}.</translation>
    </message>
    <message>
        <location filename="../../sourcerer_plugin/subset.py"/>
        <source>Change it, or empty it to take all features.</source>
        <translation>Ändern oder leeren, um alle Objekte zu verwenden.</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>classified raster (.tif)</source>
        <translation>klassifiziertes Raster (.tif)</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>polygon or point layer with the reference</source>
        <translation>Polygon- oder Punktlayer mit der Referenz</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>CSV field_value,class_value,class_name that matches labels to the map's classes</source>
        <translation>CSV field_value,class_value,class_name, das Labels den Klassen der Karte zuordnet</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>field that says which points belong together, e.g. the polygon that they were taken from: intervals then count each polygon, not each point, as evidence</source>
        <translation>Feld, das sagt, welche Punkte zusammengehören, z. B. das Polygon, dem sie entnommen sind: Intervalle zählen dann jedes Polygon, nicht jeden Punkt, als Beleg</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>how the reference points were drawn from the map's pixels: random (simple random), stratified (at random within each class of this map), none (in another way). Of a random or stratified sample, accuracy and areas of the whole map are estimated</source>
        <translation>wie die Referenzpunkte aus den Pixeln der Karte gezogen wurden: random (einfach zufällig), stratified (zufällig in jeder Klasse dieser Karte), none (auf andere Weise). Aus einer zufälligen oder geschichteten Stichprobe werden Genauigkeit und Flächen der ganzen Karte geschätzt</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>report to write (.html, its figures beside it as .json)</source>
        <translation>zu schreibender Bericht (.html, die Zahlen daneben als .json)</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>confusion table to write too (.csv or .gpkg): one row for each reference class and class of the map, with its pixels</source>
        <translation>auch zu schreibende Konfusionstabelle (.csv oder .gpkg): eine Zeile für jede Referenzklasse und Klasse der Karte, mit ihren Pixeln</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>share of the polygons that the points mark as held out: a fit on these samples with the same share and seed keeps the same ones aside to measure accuracy</source>
        <translation>Anteil der Polygone, die in den Punkten als zurückgehalten gelten: Eine Anpassung an diese Stichproben mit demselben Anteil und Startwert behält dieselben zurück, um die Genauigkeit zu messen</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>samples file to write (.npz, or .csv as a table)</source>
        <translation>zu schreibende Stichprobendatei (.npz, oder .csv als Tabelle)</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>layer to write too (.gpkg): a point for each sample, with its class, its polygon and whether it is held out</source>
        <translation>auch zu schreibender Layer (.gpkg): ein Punkt für jede Stichprobe, mit ihrer Klasse, ihrem Polygon und ob sie zurückgehalten ist</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>model whose bands and dates are wanted; left out, every 10 days</source>
        <translation>Modell, dessen Kanäle und Termine gewünscht sind; ohne Angabe alle 10 Tage</translation>
    </message>
    <message>
        <location filename="../../core/job_data.py"/>
        <source>the stack to write (.tif)</source>
        <translation>zu schreibender Stapel (.tif)</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>seed of all random choices; the same seed gives the same result</source>
        <translation>Startwert aller Zufallszahlen; derselbe Startwert ergibt dasselbe Ergebnis</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>what computes: auto (a GPU if there is one), cpu, cuda, cuda:N or mps</source>
        <translation>was rechnet: auto (eine GPU, falls vorhanden), cpu, cuda, cuda:N oder mps</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>processor threads; 0 means all</source>
        <translation>Prozessor-Threads; 0 bedeutet alle</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>memory for image data, in MB; bounds the size of a window</source>
        <translation>Speicher für Bilddaten in MB; begrenzt die Größe eines Fensters</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>image time series: a folder, a glob pattern, files, archives (.zip), or a text file that lists them</source>
        <translation>Bildzeitreihe: ein Ordner, ein Suchmuster, Dateien, Archive (.zip) oder eine Textdatei, die sie auflistet</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>first day of the season, YYYY-MM-DD; left out, it is found from model and dates</source>
        <translation>erster Tag der Saison, JJJJ-MM-TT; ohne Angabe wird er aus Modell und Terminen ermittelt</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>days to move the model's season by, e.g. 182 for the other hemisphere</source>
        <translation>Tage, um die die Saison des Modells verschoben wird, z. B. 182 für die andere Hemisphäre</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>only this part, xmin,ymin,xmax,ymax in the series' CRS</source>
        <translation>nur dieser Ausschnitt, xmin,ymin,xmax,ymax im KBS der Zeitreihe</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>CRS of --extent where it is another one, e.g. EPSG:4326</source>
        <translation>KBS von --extent, falls es ein anderes ist, z. B. EPSG:4326</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>only inside the polygons of this layer, FILE or FILE|layername=NAME</source>
        <translation>nur innerhalb der Polygone dieses Layers, DATEI oder DATEI|layername=NAME</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>cloud mask: auto (what is found), none, or the one that comes with the images</source>
        <translation>Wolkenmaske: auto (was gefunden wird), none (keine) oder diejenige, die mit den Bildern kommt</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>another band that marks unusable pixels</source>
        <translation>ein anderer Kanal, der unbrauchbare Pixel markiert</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>values of the mask that are unusable, with commas</source>
        <translation>unbrauchbare Werte der Maske, mit Kommas</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>bits of the mask that mean unusable, with commas; 0 is the lowest</source>
        <translation>Bits der Maske, die unbrauchbar bedeuten, mit Kommas; 0 ist das niedrigste</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>pixels by which clouds are grown before they are left out</source>
        <translation>Pixel, um die Wolken vor dem Weglassen vergrößert werden</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>pixels with fewer clear observations in the season become nodata, not a guess</source>
        <translation>Pixel mit weniger klaren Beobachtungen in der Saison werden Nodata statt geraten</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>bands to use, with commas, in this order; left out, the model's or all of the images</source>
        <translation>zu verwendende Kanäle, mit Kommas, in dieser Reihenfolge; ohne Angabe die des Modells oder alle der Bilder</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>what the images' bands are called, with commas: all names in order, or FOUND=NAME pairs (an empty NAME leaves a band out)</source>
        <translation>Namen der Kanäle in den Bildern, mit Kommas: alle Namen der Reihe nach oder Paare GEFUNDEN=NAME (ein leerer NAME lässt einen Kanal weg)</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>dates of the images or of a stack where the files do not say, YYYY-MM-DD with commas, or a text file with one a line</source>
        <translation>Termine der Bilder oder eines Stapels, falls die Dateien sie nicht angeben, JJJJ-MM-TT mit Kommas oder eine Textdatei mit einem Termin je Zeile</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>how dates stand in the file names, e.g. %d%m%Y or A%Y%j; left out, it is recognised</source>
        <translation>wie das Datum in den Dateinamen steht, z. B. %d%m%Y oder A%Y%j; ohne Angabe wird es erkannt</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>days whose images are left out, YYYY-MM-DD with commas</source>
        <translation>Tage, deren Bilder weggelassen werden, JJJJ-MM-TT mit Kommas</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>how the bands of a stack without descriptions follow each other</source>
        <translation>Abfolge der Kanäle eines Stapels ohne Kanalbeschreibungen</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>raster whose grid is used; left out, the finest of the bands that are used</source>
        <translation>Raster, dessen Gitter verwendet wird; ohne Angabe das feinste der verwendeten Kanäle</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>value that marks missing pixels, where the files do not say or err</source>
        <translation>Wert für fehlende Pixel, falls die Dateien ihn nicht oder falsch angeben</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>factor by which the images' values are multiplied</source>
        <translation>Faktor, mit dem die Bildwerte multipliziert werden</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>added to the images' values after that, e.g. -1000 for Sentinel-2 from 2022 on</source>
        <translation>wird danach zu den Bildwerten addiert, z. B. -1000 für Sentinel-2 ab 2022</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>first day that --offset holds for, YYYY-MM-DD</source>
        <translation>erster Tag, für den --offset gilt, JJJJ-MM-TT</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>leave out images that cannot be used, and list them, instead of stopping</source>
        <translation>nicht verwendbare Bilder weglassen und auflisten, statt abzubrechen</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>polygon or point layer with the labels, FILE or FILE|layername=NAME</source>
        <translation>Polygon- oder Punkt-Layer mit den Labels, DATEI oder DATEI|layername=NAME</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>the layer's field that holds the class</source>
        <translation>das Feld des Layers mit der Klasse</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>field with class names, where --field holds whole numbers</source>
        <translation>Feld mit Klassennamen, falls --field ganze Zahlen enthält</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>leave out pixels on the edge of their polygon</source>
        <translation>Pixel am Rand ihres Polygons weglassen</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>samples files (.npz, .csv) instead of images and polygons</source>
        <translation>Stichprobendateien (.npz, .csv) statt Bildern und Polygonen</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>share of the polygons kept aside to measure accuracy; 0 measures none</source>
        <translation>Anteil der Polygone, der für die Genauigkeitsmessung zurückgehalten wird; bei 0 wird nicht gemessen</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>independent layer, same field, to measure accuracy with</source>
        <translation>unabhängiger Layer, gleiches Feld, für die Genauigkeitsmessung</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>keep the assessed model; otherwise the final one is fitted on all polygons</source>
        <translation>das bewertete Modell behalten; andernfalls wird das endgültige an allen Polygonen angepasst</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>gradient updates, at least one pass over the data</source>
        <translation>Gradientenschritte, mindestens ein Durchgang durch die Daten</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>learning rate, the largest step of a weight</source>
        <translation>Lernrate, der größte Schritt eines Gewichts</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>gradient updates, at least one pass over the data; at most so many where the strength of the pull is chosen by the labels</source>
        <translation>Gradientenschritte, mindestens ein Durchgang durch die Daten; höchstens so viele, wenn die Stärke der Bindung durch die Labels gewählt wird</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>source model (.safetensors)</source>
        <translation>Quellmodell (.safetensors)</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>CSV field_value,class_value,class_name that matches labels to the model's classes; a fourth column colour (#rrggbb) colours new ones</source>
        <translation>CSV field_value,class_value,class_name, die Labels den Klassen des Modells zuordnet; eine vierte Spalte colour (#rrggbb) färbt neue</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>labels of classes that the model does not know</source>
        <translation>Labels von Klassen, die das Modell nicht kennt</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>how the source model meets the target: sourcerer; source-only (as it is); naive (trained on); finetuned (convolutions frozen); target-only (without the source model); dann, mme (on samples of source and target together)</source>
        <translation>wie das Quellmodell auf das Zielgebiet trifft: sourcerer; source-only (unverändert); naive (weitertrainiert); finetuned (Faltungen eingefroren); target-only (ohne Quellmodell); dann, mme (mit Stichproben von Quell- und Zielgebiet zusammen)</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>samples files (.npz, .csv) of the source, for the methods dann and mme</source>
        <translation>Stichprobendateien (.npz, .csv) des Quellgebiets, für die Methoden dann und mme</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>form of the pull towards the source weights</source>
        <translation>Form der Bindung an die Gewichte des Quellmodells</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>strength of the pull: auto (chosen by the labels, on left-out polygons), schedule (Eq. 5 of the paper), or a number</source>
        <translation>Stärke der Bindung: auto (durch die Labels gewählt, an ausgelassenen Polygonen), schedule (Gl. 5 der Veröffentlichung) oder eine Zahl</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>labelled pixels at which λ falls to 1e-10, where it follows the schedule</source>
        <translation>gelabelte Pixel, bei denen λ auf 1e-10 fällt, wenn es dem Zeitplan folgt</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>the paper's exact setting: --penalty loss --lambda schedule --t-max 1e6 --updates 5000</source>
        <translation>genaue Einstellung der Veröffentlichung: --penalty loss --lambda schedule --t-max 1e6 --updates 5000</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>further files beside the map, with commas: confidence (of the most likely class, 0 to 100), margin (by how much it leads the second most likely, 0 to 100), count (clear observations and the longest gap in days), next (points where labels would help most)</source>
        <translation>weitere Dateien neben der Karte, mit Kommas: confidence (Konfidenz der wahrscheinlichsten Klasse, 0 bis 100), margin (ihr Vorsprung vor der zweitwahrscheinlichsten, 0 bis 100), count (klare Beobachtungen und die längste Lücke in Tagen), next (Punkte, an denen Labels am meisten helfen würden)</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>where the confidence raster goes, if not beside the map</source>
        <translation>Ort des Konfidenzrasters, falls nicht neben der Karte</translation>
    </message>
    <message>
        <location filename="../../core/job_options.py"/>
        <source>numbers that the network computes the map with: auto (short ones where the processor is made for them and they agree with float32), float32, bfloat16 or float16</source>
        <translation>Zahlen, mit denen das Netz die Karte rechnet: auto (kurze, wo der Prozessor dafür gemacht ist und sie mit float32 übereinstimmen), float32, bfloat16 oder float16</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>CSV of further regions or years to pool with the first, with a header: series, polygons, and where they differ field, season_start</source>
        <translation>CSV weiterer Gebiete oder Jahre, die mit dem ersten zusammengelegt werden, mit Kopfzeile: series, polygons und, wo abweichend, field, season_start</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>the model to write (.safetensors)</source>
        <translation>zu schreibendes Modell (.safetensors)</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>accuracy report to write (.html, its figures beside it as .json)</source>
        <translation>zu schreibender Genauigkeitsbericht (.html, die Zahlen daneben als .json)</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>the adapted model to write (.safetensors)</source>
        <translation>zu schreibendes angepasstes Modell (.safetensors)</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>model (.safetensors)</source>
        <translation>Modell (.safetensors)</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>the map to write (.tif)</source>
        <translation>zu schreibende Karte (.tif)</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>folder for the parts of the map as they come, so that a run that was stopped goes on there; they are deleted when the map is whole</source>
        <translation>Ordner, in dem die Teile der Karte gesammelt werden: Ein abgebrochener Lauf macht dort weiter; sie werden gelöscht, wenn die Karte vollständig ist</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>Dask scheduler, tcp://HOST:PORT, whose workers make the pieces; they must find images, model and pieces (left out, a folder beside the map) under the same paths</source>
        <translation>Dask-Scheduler, tcp://HOST:PORT, dessen Worker die Teile berechnen; sie müssen Bilder, Modell und Teile (ohne Angabe ein Ordner neben der Karte) unter denselben Pfaden finden</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>where the adapted model goes, if not beside the map</source>
        <translation>Ort des angepassten Modells, falls nicht neben der Karte</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>where the report goes (.html, .json), if not beside the map</source>
        <translation>Ort des Berichts (.html, .json), falls nicht neben der Karte</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>samples file (.npz or .csv) of the source</source>
        <translation>Stichprobendatei (.npz oder .csv) des Quellgebiets</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>samples file (.npz or .csv) of the target</source>
        <translation>Stichprobendatei (.npz oder .csv) des Zielgebiets</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>folder for results and report; a comparison that lies there goes on</source>
        <translation>Ordner für Ergebnisse und Bericht; ein dort liegender Vergleich wird fortgesetzt</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>source model (.safetensors); left out, trained on the source samples</source>
        <translation>Quellmodell (.safetensors); ohne Angabe an den Stichproben des Quellgebiets trainiert</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>gradient updates of the source model's training</source>
        <translation>Gradientenschritte beim Training des Quellmodells</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>numbers of labelled polygons; those that the target has not are left out</source>
        <translation>Anzahlen gelabelter Polygone; solche, die das Zielgebiet nicht hat, entfallen</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>repetitions, each with other test and training polygons</source>
        <translation>Wiederholungen, jede mit anderen Test- und Trainingspolygonen</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>gradient updates of each fit, at least one pass over the data; sourcerer with auto takes its own number</source>
        <translation>Gradientenschritte jeder Anpassung, mindestens ein Durchgang durch die Daten; sourcerer mit auto bestimmt die Anzahl selbst</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>form of sourcerer's pull</source>
        <translation>Form der Bindung von sourcerer</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>strength of sourcerer's pull, as for adapt; several are compared, with commas</source>
        <translation>Stärke der Bindung von sourcerer, wie bei adapt; mehrere werden verglichen, mit Kommas</translation>
    </message>
    <message>
        <location filename="../../core/jobs.py"/>
        <source>further values of --t-max for sourcerer (section 5.2.6)</source>
        <translation>weitere Werte von --t-max für sourcerer (Abschnitt 5.2.6)</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Reading labels</source>
        <translation>Labels lesen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Fitting to measure accuracy</source>
        <translation>Anpassen, um die Genauigkeit zu messen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Fitting</source>
        <translation>Anpassen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Mapping</source>
        <translation>Karte rechnen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Assessing</source>
        <translation>Genauigkeit messen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Training the source model</source>
        <translation>Quellmodell trainieren</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Comparing</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Importing the model</source>
        <translation>Modell einlesen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Preparing the series</source>
        <translation>Zeitreihe aufbereiten</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Looking at the images</source>
        <translation>Bilder ansehen</translation>
    </message>
    <message>
        <location filename="../../core/phases.py"/>
        <source>Writing the example scene</source>
        <translation>Beispielgebiet schreiben</translation>
    </message>
</context>
</TS>
